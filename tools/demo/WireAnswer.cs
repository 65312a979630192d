using EirDiameter.Protocol;

namespace EirDiameter.Demo;

/// <summary>What an ME-Identity-Check-Answer said.</summary>
/// <param name="ResultCode">Result-Code, or 0 if there was none.</param>
/// <param name="ExperimentalResultCode">The code in Experimental-Result, or 0 if there was none.</param>
/// <param name="EquipmentStatus">Equipment-Status, or null if there was none.</param>
internal readonly record struct WireAnswer(uint ResultCode, uint ExperimentalResultCode, uint? EquipmentStatus)
{
    /// <summary>One of the answers that TS 29.272 6.2.1.3 knows; null if it is none of them.</summary>
    public Expected? Meaning => this switch
    {
        (ResultCodes.Success, 0, EquipmentStatusValues.White) => Expected.White,
        (ResultCodes.Success, 0, EquipmentStatusValues.Grey) => Expected.Grey,
        (ResultCodes.Success, 0, EquipmentStatusValues.Black) => Expected.Black,
        (0, ResultCodes.EquipmentUnknown, null) => Expected.Unknown,
        (ResultCodes.InvalidAvpValue, 0, null) => Expected.Invalid,
        _ => null,
    };

    public override string ToString() => Meaning switch
    {
        Expected.Unknown => "5422 unknown",
        Expected.Invalid => "5004 invalid value",
        { } listed => $"2001, status {EquipmentStatus} {listed.ToString().ToLowerInvariant()}",
        null => $"{(ExperimentalResultCode != 0 ? ExperimentalResultCode : ResultCode)}, status {EquipmentStatus?.ToString() ?? "none"}",
    };

    public static WireAnswer Read(ReadOnlySpan<byte> message)
    {
        uint result = 0;
        uint experimental = 0;
        uint? status = null;
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (avp.Is(AvpCodes.ResultCode)) _ = avp.TryReadUnsigned32(out result);
            else if (avp.Is(AvpCodes.ExperimentalResult)) experimental = ReadExperimental(avp);
            else if (avp.Is(AvpCodes.EquipmentStatus, Vendors.ThreeGpp) && avp.TryReadUnsigned32(out uint value)) status = value;
        }
        return new WireAnswer(result, experimental, status);
    }

    private static uint ReadExperimental(in Avp group)
    {
        uint code = 0;
        foreach (Avp avp in group.Group())
            if (avp.Is(AvpCodes.ExperimentalResultCode)) _ = avp.TryReadUnsigned32(out code);
        return code;
    }
}
