using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>Who may come in, RFC 6733 5.3.</summary>
internal static class Introduction
{
    private const uint Relay = 0xFFFFFFFF;
    private const int LongestName = 255;

    public static Refusal? Judge(EirRequest request, EirSettings settings, FaultSet faults)
    {
        NaiveAvp host = request.Find(264)!;
        if (host.Data.Length is 0 or > LongestName || host.Data.Any(octet => octet is <= 0x20 or >= 0x7F))
            return new Refusal(5004, host with { Data = [.. host.Data.Take(LongestName)] });
        if (host.Text.Equals(settings.OriginHost, StringComparison.OrdinalIgnoreCase))
            return new Refusal(3010);
        if (request.Avps.Select(UnclearApplication).FirstOrDefault(refusal => refusal is not null) is { } unclear)
            return unclear;
        List<uint> security = [.. request.Avps.Where(avp => avp is { Code: 299, Vendor: 0 }).Select(avp => avp.Number)];
        if (security.Count > 0 && !security.Contains(0))
            return new Refusal(5017);
        List<uint> applications = [.. Applications(request, faults)];
        bool isCommon = applications.Contains(RequestChecks.S13) || (applications.Contains(Relay) && !faults.Has(Fault.RelayRefused));
        return isCommon || faults.Has(Fault.NoCommonApplicationAccepted) ? null : new Refusal(5010);
    }

    // RFC 6733 6.11: one of the two kinds of application, and not both.
    private static Refusal? UnclearApplication(NaiveAvp avp) => avp is not { Code: 260, Vendor: 0 } ? null : avp.Children.Count(one => one.Code is 258 or 259) switch
    {
        0 => new Refusal(5005, avp with { Data = [.. new NaiveAvp(258, 0, 0x40, [0, 0, 0, 0]).Octets(), .. new NaiveAvp(259, 0, 0x40, [0, 0, 0, 0]).Octets()] }),
        1 => null,
        _ => new Refusal(5009, avp with { Data = [.. avp.Children.Where(one => one.Code is 258 or 259).SelectMany(one => one.Octets())] }),
    };

    private static IEnumerable<uint> Applications(EirRequest request, FaultSet faults)
    {
        IEnumerable<NaiveAvp> bare = faults.Has(Fault.BareApplicationRefused) ? request.Avps.Where(avp => avp.Code == 258 && avp.Number == Relay) : request.Avps;
        return bare.Concat(request.Avps.Where(avp => avp is { Code: 260, Vendor: 0 }).SelectMany(avp => avp.Children))
            .Where(avp => avp is { Code: 258 or 259, Vendor: 0 }).Select(avp => avp.Number);
    }
}
