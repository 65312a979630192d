using System.Text;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>What must be right with a request before it is served, in the order of RFC 6733 6.1 and 7.</summary>
internal sealed class RequestChecks(EirSettings settings, FaultSet faults)
{
    public const uint S13 = 16777252;
    public const uint Capabilities = 257, Watchdog = 280, Disconnect = 282, EquipmentCheck = 324;

    private const uint ThreeGpp = 10415;
    private const uint TerminalInformation = 1401, Imei = 1402, Meid = 1471;

    private static readonly (uint Code, uint Vendor)[] OnceInEcr =
        [(263, 0), (301, 0), (260, 0), (277, 0), (264, 0), (296, 0), (293, 0), (283, 0), (TerminalInformation, ThreeGpp), (1, 0)];

    private static readonly (uint Code, uint Vendor)[] OnceInCer = [(264, 0), (296, 0), (266, 0), (269, 0), (278, 0), (267, 0)];

    private static readonly (uint Code, uint Vendor)[] RequiredInEcr = [(263, 0), (277, 0), (264, 0), (296, 0), (283, 0), (TerminalInformation, ThreeGpp)];
    private static readonly (uint Code, uint Vendor)[] RequiredInCer = [(264, 0), (296, 0), (257, 0), (266, 0), (269, 0)];
    private static readonly (uint Code, uint Vendor)[] RequiredInDwr = [(264, 0), (296, 0)];
    private static readonly (uint Code, uint Vendor)[] RequiredInDpr = [(264, 0), (296, 0), (273, 0)];

    /// <summary>What is wrong; null for nothing.</summary>
    public Refusal? Judge(EirRequest request)
    {
        if (request.Version != 1 && !faults.Has(Fault.VersionIgnored))
            return new Refusal(5011);
        if (request.Octets.Length % 4 != 0)
            return new Refusal(5015);
        bool isBase = request.Command is Capabilities or Watchdog or Disconnect;
        if ((request.Flags & 0x20) != 0 && !faults.Has(Fault.ErrorFlagInRequestServed))
            return new Refusal(3008);
        if (isBase && request.IsProxiable)
            return new Refusal(3008);
        if (request.Application is not (0 or S13))
            return new Refusal(3007);
        if (request.Application != 0 ? request.Command != EquipmentCheck : !isBase)
            return new Refusal(3001);
        if (request.Unsound is { } unsound)
            return new Refusal(5014, unsound);
        return Destination(request) ?? Avps(request.Avps, []) ?? Occurrence(request) ?? Values(request);
    }

    private Refusal? Destination(EirRequest request)
    {
        if (request.Application == 0)
            return null;
        StringComparison comparison = faults.Has(Fault.HostWithCase) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        bool isHere = request.Find(293) is { } host && host.Text.Equals(settings.OriginHost, comparison);
        if (request.Find(293) is not null && !isHere && !faults.Has(Fault.DestinationHostIgnored))
            return new Refusal(3002);
        return request.Find(283) is { } realm && !isHere && !realm.Text.Equals(settings.OriginRealm, StringComparison.OrdinalIgnoreCase) && !faults.Has(Fault.DestinationRealmIgnored)
            ? new Refusal(3003)
            : null;
    }

    private Refusal? Avps(List<NaiveAvp> avps, List<NaiveAvp> within)
    {
        foreach (NaiveAvp avp in avps)
        {
            AvpDefinition? definition = AvpDictionary.Find(avp.Code, faults.Has(Fault.VendorIgnored) && AvpDictionary.Find(avp.Code, avp.Vendor) is null ? ThreeGpp : avp.Vendor);
            if (definition is null)
            {
                if (avp.Mandatory ? !faults.Has(Fault.UnknownMandatoryIgnored) : faults.Has(Fault.UnknownOptionalRefused))
                    return new Refusal(5001, Within(within, avp));
                continue;
            }

            if (!definition.AllowsSize(avp.Data.Length))
                return new Refusal(5014, Within(within, avp));
            if (definition.Type == AvpType.UTF8String && !IsUtf8(avp.Data))
                return new Refusal(5004, Within(within, avp));
            if (!definition.IsOpenGroup)
                continue;
            List<NaiveAvp> members = EirRequest.Read(avp.Data, out NaiveAvp? unsound);
            if (unsound is not null)
                return new Refusal(5014, Within([.. within, avp], unsound));
            if (Avps(members, [.. within, avp]) is { } refusal)
                return refusal;
        }

        return null;
    }

    private Refusal? Occurrence(EirRequest request)
    {
        (uint Code, uint Vendor)[] required = request.Command switch
        {
            Capabilities => RequiredInCer,
            Watchdog => RequiredInDwr,
            Disconnect => RequiredInDpr,
            _ => RequiredInEcr,
        };
        foreach ((uint code, uint vendor) in required)
        {
            if (request.Find(code, vendor) is null && !(vendor != 0 && faults.Has(Fault.VendorIgnored) && request.Avps.Exists(avp => avp.Code == code)))
                return new Refusal(5005, Example(code, vendor));
        }

        if (request.Command == Capabilities)
            return Repeated(request, OnceInCer);
        if (request.Command != EquipmentCheck)
            return null;
        if (faults.Has(Fault.ApplicationDemanded) && request.Find(260) is null)
            return new Refusal(5005, Example(260, 0));
        if (Repeated(request, OnceInEcr) is { } repeated)
            return repeated;
        NaiveAvp terminal = request.Avps.First(avp => avp.Code == TerminalInformation);
        List<NaiveAvp> members = EirRequest.Read(terminal.Data, out _);
        if (members.Where(avp => avp.Code == Imei && avp.Vendor == ThreeGpp).Skip(1).FirstOrDefault() is { } extra && !faults.Has(Fault.SecondImeiIgnored))
            return new Refusal(5009, Within([terminal], extra));
        return members.Exists(avp => avp.Code is Imei or Meid && (avp.Vendor == ThreeGpp || faults.Has(Fault.VendorIgnored)))
            ? null
            : new Refusal(5005, Within([terminal], Example(Imei, ThreeGpp)));
    }

    private static Refusal? Repeated(EirRequest request, (uint Code, uint Vendor)[] once) => once
        .Select(one => request.Avps.Where(avp => (avp.Code, avp.Vendor) == one).Skip(1).FirstOrDefault())
        .Where(second => second is not null).Select(second => new Refusal(5009, second)).FirstOrDefault();

    private Refusal? Values(EirRequest request)
    {
        if (request.Command == Disconnect && request.Find(273)!.Number > 2)
            return new Refusal(5004, request.Find(273));
        if (request.Command != EquipmentCheck)
            return null;
        if (request.Find(277)!.Number > 1)
            return new Refusal(5004, request.Find(277));
        NaiveAvp terminal = request.Avps.First(avp => avp.Code == TerminalInformation);
        if (EirRequest.Read(terminal.Data, out _).Find(avp => avp.Code == Imei) is not { } imei)
            return null;
        bool isImei = imei.Data.Length is >= 14 and <= 16 && imei.Data.All(octet => octet is >= (byte)'0' and <= (byte)'9');
        bool isRefused = faults.Has(Fault.MalformedImeiLookedUp) ? false : !isImei;
        if (faults.Has(Fault.CheckDigitVerified) && imei.Data.Length == 15 && isImei && !Luhn(imei.Text))
            isRefused = true;
        return isRefused ? new Refusal(5004, Within([terminal], imei)) : null;
    }

    private NaiveAvp Example(uint code, uint vendor)
    {
        AvpDefinition definition = AvpDictionary.Find(code, vendor)!;
        byte[] data = new byte[definition.MinimumSize];
        if (faults.Has(Fault.FailedAvpExampleNotZero))
            data = [.. "wrong"u8.ToArray(), .. data];
        return new NaiveAvp(code, vendor, (byte)definition.Flags, data);
    }

    private NaiveAvp Within(List<NaiveAvp> groups, NaiveAvp avp)
    {
        if (faults.Has(Fault.FailedAvpWithoutGroup))
            return avp;
        for (int i = groups.Count - 1; i >= 0; i--)
            avp = groups[i] with { Data = avp.Octets() };
        return avp;
    }

    private static bool Luhn(string digits) =>
        digits.Reverse().Select((digit, at) => at % 2 == 0 ? digit - '0' : (digit - '0') * 2 is > 9 and int twice ? twice - 9 : (digit - '0') * 2).Sum() % 10 == 0;

    private static bool IsUtf8(byte[] data)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(data);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
