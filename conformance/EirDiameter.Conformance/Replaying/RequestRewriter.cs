using System.Buffers.Binary;
using System.Text;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>
/// A captured request for another target: identifiers of its own (RFC 6733 3), and where it named the captured server or its realm, it
/// names the target's. All else is as it was captured, right or wrong.
/// </summary>
internal static class RequestRewriter
{
    private const uint DestinationHost = 293, DestinationRealm = 283;

    /// <summary>The request to send.</summary>
    /// <param name="octets">The captured one, of 20 octets at least.</param>
    /// <param name="hopByHop">Its new Hop-by-Hop Identifier.</param>
    /// <param name="endToEnd">Its new End-to-End Identifier.</param>
    /// <param name="captured">The captured server; null when not known.</param>
    /// <param name="target">The target; null when not known.</param>
    public static byte[] Rewrite(byte[] octets, uint hopByHop, uint endToEnd, Identity? captured, Identity? target)
    {
        byte[] rewritten = captured is null || target is null ? [.. octets] : Readdressed(octets, captured, target);
        BinaryPrimitives.WriteUInt32BigEndian(rewritten.AsSpan(12), hopByHop);
        BinaryPrimitives.WriteUInt32BigEndian(rewritten.AsSpan(16), endToEnd);
        return rewritten;
    }

    private static byte[] Readdressed(byte[] octets, Identity captured, Identity target)
    {
        // What is malformed is sent as it is: whoever reads it does not come so far as to look for whom it is.
        if (NaiveMessage.Decode(octets) is not { } message)
            return [.. octets];
        bool changed = false;
        List<NaiveAvp> avps = [];
        foreach (NaiveAvp avp in message.Avps)
        {
            string? instead = avp switch
            {
                { Code: DestinationHost, Vendor: 0 } when Same(avp.Text, captured.Host) => target.Host,
                { Code: DestinationRealm, Vendor: 0 } when Same(avp.Text, captured.Realm) => target.Realm,
                _ => null,
            };
            changed |= instead is not null && instead != avp.Text;
            avps.Add(instead is null ? avp : avp with { Data = Encoding.UTF8.GetBytes(instead) });
        }

        if (!changed)
            return [.. octets];
        return new NaiveMessage { Flags = message.Flags, Command = message.Command, Application = message.Application, Avps = avps }.Encode();
    }

    // RFC 6733 4.3.1: a DiameterIdentity is a domain name, and domain names do not depend on case.
    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
