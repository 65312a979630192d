using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>Makes answers, RFC 6733 6.2.</summary>
internal sealed class AnswerMaker(EirSettings settings, FaultSet faults)
{
    private const uint ThreeGpp = 10415;
    private static uint _stateId = 1_790_000_000;

    public byte[] CapabilitiesAnswer(EirRequest request, Refusal? refusal)
    {
        List<NaiveAvp> avps = [Number(268, refusal?.Code ?? 2001), .. Identity(request)];
        if (!faults.Has(Fault.AddressMissing))
            avps.Add(new NaiveAvp(257, 0, 0x40, [0, 1, 127, 0, 0, 1]));
        avps.Add(Number(266, 32473));
        avps.Add(new NaiveAvp(269, 0, faults.Has(Fault.ProductNameMandatory) ? (byte)0x40 : (byte)0, "Other EIR"u8.ToArray()));
        avps.Add(Number(278, StateId()));
        avps.Add(Number(265, ThreeGpp));
        avps.Add(faults.Has(Fault.ApplicationAdvertisedBare) ? Number(258, RequestChecks.S13) : Application());
        return Encode(request, refusal, [.. avps, .. Failed(refusal)]);
    }

    public byte[] BaseAnswer(EirRequest request, Refusal? refusal)
    {
        List<NaiveAvp> avps = [Number(268, refusal?.Code ?? 2001), .. Identity(request)];
        if (request.Command == RequestChecks.Watchdog)
            avps.Add(Number(278, StateId()));
        return Encode(request, refusal, [.. avps, .. Failed(refusal)]);
    }

    /// <summary>An answer to a request that was refused.</summary>
    public byte[] Refuse(EirRequest request, Refusal refusal)
    {
        List<NaiveAvp> avps = faults.Has(Fault.SessionIdMissingInErrors) ? [] : SessionId(request);
        if (!refusal.IsProtocolError && request.Command == RequestChecks.EquipmentCheck)
            avps.AddRange([Application(), .. SessionState()]);
        avps.AddRange([Number(268, refusal.Code), .. Identity(request), .. Failed(refusal)]);
        if (faults.Has(Fault.StatusInErrors))
            avps.Add(Status(0));
        return Encode(request, refusal, [.. avps, .. faults.Has(Fault.ProxyInfoMissingInErrors) ? [] : ProxyInfo(request)]);
    }

    /// <summary>An answer about equipment.</summary>
    public byte[] Verdict(EirRequest request, string status)
    {
        List<NaiveAvp> avps = [.. SessionId(request), Application(), .. SessionState(), .. Identity(request)];
        if (status == "unknown" || (status == "black" && faults.Has(Fault.BlackIsFailure)))
            avps.AddRange(Unknown());
        else
            avps.AddRange([Number(268, 2001), Status(StatusOf(status))]);
        avps.AddRange(ProxyInfo(request));
        if (faults.Has(Fault.RouteRecordCopied))
            avps.AddRange(request.Avps.Where(avp => avp.Code == 282));
        if (faults.Has(Fault.DestinationCopied))
            avps.AddRange(request.Avps.Where(avp => avp.Code == 283));
        if (faults.Has(Fault.SessionIdLast))
            avps = [.. avps.Skip(1), avps[0]];
        return Encode(request, null, avps);
    }

    /// <summary>A request of the server's own.</summary>
    public byte[] Request(uint command, uint id)
    {
        List<NaiveAvp> avps = [.. Identity(null)];
        avps.Add(command == RequestChecks.Disconnect ? Number(273, 0) : Number(278, StateId()));
        return new NaiveMessage { Flags = 0x80, Command = command, HopByHop = id, EndToEnd = id ^ 0x10000000, Avps = avps }.Encode();
    }

    private IEnumerable<NaiveAvp> Unknown()
    {
        if (faults.Has(Fault.UnknownInResultCode))
            return [Number(268, 5422)];
        byte[] code = Number(298, 5422).Octets();
        NaiveAvp experimental = new(297, 0, 0x40, faults.Has(Fault.ExperimentalWithoutVendor) ? code : [.. Number(266, ThreeGpp).Octets(), .. code]);
        return faults.Has(Fault.UnknownBesideSuccess) ? [Number(268, 2001), experimental] : [experimental];
    }

    private uint StatusOf(string status) => (status, faults.Has(Fault.GreyAndBlackSwapped)) switch
    {
        ("white", _) => 0,
        ("black", false) or ("grey", true) => 1,
        _ => 2,
    };

    private NaiveAvp Status(uint value)
    {
        NaiveAvp status = Number(1445, value) with { Vendor = ThreeGpp, Flags = 0xC0 };
        if (faults.Has(Fault.StatusWithoutVendor))
            status = status with { Vendor = 0, Flags = 0x40 };
        return faults.Has(Fault.StatusNotMandatory) ? status with { Flags = 0x80 } : status;
    }

    private IEnumerable<NaiveAvp> Identity(EirRequest? request)
    {
        byte[] host = faults.Has(Fault.OriginHostEchoed) && request?.Find(264) is { } origin ? origin.Data : System.Text.Encoding.ASCII.GetBytes(settings.OriginHost);
        return [new NaiveAvp(264, 0, 0x40, host), new NaiveAvp(296, 0, 0x40, System.Text.Encoding.ASCII.GetBytes(settings.OriginRealm))];
    }

    private static List<NaiveAvp> SessionId(EirRequest request) => request.Find(263) is { } id ? [id with { Flags = 0x40 }] : [];

    private IEnumerable<NaiveAvp> SessionState() => faults.Has(Fault.SessionStateMissing) ? [] : [Number(277, 1)];

    private List<NaiveAvp> ProxyInfo(EirRequest request)
    {
        List<NaiveAvp> infos = [.. request.Avps.Where(avp => avp is { Code: 284, Vendor: 0 })];
        if (faults.Has(Fault.ProxyInfoReversed))
            infos.Reverse();
        return faults.Has(Fault.ProxyInfoFirstOnly) ? [.. infos.Take(1)] : infos;
    }

    private IEnumerable<NaiveAvp> Failed(Refusal? refusal) =>
        refusal?.Failed is { } failed && !faults.Has(Fault.FailedAvpMissing) ? [new NaiveAvp(279, 0, 0x40, failed.Octets())] : [];

    private static NaiveAvp Application() => new(260, 0, 0x40, [.. Number(266, ThreeGpp).Octets(), .. Number(258, RequestChecks.S13).Octets()]);

    private uint StateId() => faults.Has(Fault.StateIdChanges) ? Interlocked.Increment(ref _stateId) : 1_790_000_000;

    private static NaiveAvp Number(uint code, uint value)
    {
        List<byte> data = [];
        NaiveMessage.AddNumber(data, value, 4);
        return new NaiveAvp(code, 0, 0x40, [.. data]);
    }

    private byte[] Encode(EirRequest request, Refusal? refusal, List<NaiveAvp> avps) => new NaiveMessage
    {
        Flags = Flags(request, refusal),
        Command = request.Command,
        Application = refusal?.Code == 3007 && faults.Has(Fault.ApplicationZeroInError) ? 0 : request.Application,
        HopByHop = faults.Has(Fault.HopByHopTruncated) ? request.HopByHop & 0x7FFFFFFF : request.HopByHop,
        EndToEnd = faults.Has(Fault.EndToEndOwn) ? 1 : request.EndToEnd,
        Avps = avps,
    }.Encode();

    private byte Flags(EirRequest request, Refusal? refusal)
    {
        byte flags = (byte)(request.Flags & 0x40);
        if (faults.Has(Fault.ProxiableFlagAlways))
            flags = 0x40;
        if (faults.Has(Fault.ProxiableFlagNever))
            flags = 0;
        if (faults.Has(Fault.RetransmissionFlagCopied))
            flags |= (byte)(request.Flags & 0x10);
        if (faults.Has(Fault.ReservedFlagsCopied))
            flags |= (byte)(request.Flags & 0x0F);
        bool isError = refusal is not null && (refusal.IsProtocolError ? !faults.Has(Fault.ErrorFlagMissing) : faults.Has(Fault.ErrorFlagInPermanentFailure));
        return isError ? (byte)(flags | 0x20) : flags;
    }
}
