using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Replaying;

/// <summary>
/// Whether two answers say the same. Both identifiers, what names the server and what its maker may word freely do not count, nor does the
/// order of AVPs (RFC 6733 3.2 fixes none but that of Session-Id). Session-Id counts by the rule: it is that of the request, or it is not.
/// </summary>
internal static class AnswerComparison
{
    private const uint SessionId = 263, HostIpAddress = 257;

    // These must be there in both or in none, whatever they say: Origin-Host, Origin-Realm, Host-IP-Address, Product-Name, Vendor-Id.
    private static readonly HashSet<uint> AnyValue = [264, 296, HostIpAddress, 269, 266];

    // These may be there or not: Origin-State-Id, Firmware-Revision, Error-Message, Error-Reporting-Host.
    private static readonly HashSet<uint> Optional = [278, 267, 281, 294];

    /// <summary>True when the answers say the same.</summary>
    /// <param name="expected">The captured answer.</param>
    /// <param name="expectedTo">The captured request.</param>
    /// <param name="received">The target's answer.</param>
    /// <param name="receivedTo">The request that it answers.</param>
    public static bool AreSame(byte[] expected, byte[] expectedTo, byte[] received, byte[] receivedTo)
    {
        if (NaiveMessage.Decode(expected) is not { } one || NaiveMessage.Decode(received) is not { } other)
        {
            // No order and no names in what cannot be decoded: octet by octet, but for the identifiers.
            return expected.AsSpan(0, 12).SequenceEqual(received.AsSpan(0, 12)) && expected.AsSpan(20).SequenceEqual(received.AsSpan(20));
        }

        return (one.Flags, one.Command, one.Application) == (other.Flags, other.Command, other.Application)
            && Keys(one, SessionOf(expectedTo)).SequenceEqual(Keys(other, SessionOf(receivedTo)));
    }

    /// <summary>What an AVP at the top of an answer must have in common with another one; null when it need not be there.</summary>
    public static string? Key(NaiveAvp avp, byte[]? session)
    {
        if (avp.Vendor == 0 && Optional.Contains(avp.Code))
            return null;
        if (avp.Vendor == 0 && AnyValue.Contains(avp.Code))
            return $"{avp.Code}/0/{avp.Flags:x2} any";
        return avp is { Code: SessionId, Vendor: 0 } && session is not null && avp.Data.AsSpan().SequenceEqual(session)
            ? $"{SessionId}/0/{avp.Flags:x2} echo"
            : InnerKey(avp);
    }

    /// <summary>The Session-Id of a request; null when it has none.</summary>
    public static byte[]? SessionOf(byte[] request) => NaiveMessage.Decode(request)?.Avps.Find(avp => avp is { Code: SessionId, Vendor: 0 })?.Data;

    private static IEnumerable<string> Keys(NaiveMessage message, byte[]? session) =>
        message.Avps.Select(avp => Key(avp, session)).OfType<string>()
            .GroupBy(key => key)
            .SelectMany(same => same.Key.StartsWith($"{HostIpAddress}/0/", StringComparison.Ordinal) ? same.Take(1) : same)
            .Order(StringComparer.Ordinal);

    private static string InnerKey(NaiveAvp avp)
    {
        string head = $"{avp.Code}/{avp.Vendor}/{avp.Flags:x2} ";
        return AvpDictionary.Find(avp.Code, avp.Vendor) is { IsOpenGroup: true } && NaiveMessage.DecodeAvps(avp.Data) is { } members
            ? $"{head}{{{string.Join(' ', members.Select(InnerKey).Order(StringComparer.Ordinal))}}}"
            : head + Convert.ToHexString(avp.Data);
    }
}
