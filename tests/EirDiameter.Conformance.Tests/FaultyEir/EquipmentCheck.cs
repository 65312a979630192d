using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>From a request to a status, TS 29.272 6.2.1.3.</summary>
internal static class EquipmentCheck
{
    private const int KeyDigits = 14;

    public static string Decide(EirRequest request, EirSettings settings, FaultSet faults)
    {
        List<NaiveAvp> terminal = EirRequest.Read(request.Avps.First(avp => avp.Code == 1401).Data, out _);
        string key;
        if (terminal.Find(avp => avp.Code == 1402) is { } imei)
            key = faults.Has(Fault.CheckDigitInKey) || imei.Text.Length < KeyDigits ? imei.Text : imei.Text[..KeyDigits];
        else
            key = Convert.ToHexString(terminal.Find(avp => avp.Code == 1471)!.Data);
        string imsi = request.Text(1);
        return settings.Lists.Decide(key, imsi.Length <= 15 && imsi.All(char.IsAsciiDigit) ? imsi : "", faults);
    }
}
