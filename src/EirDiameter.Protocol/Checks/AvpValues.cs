using System.Buffers.Binary;
using System.Text.Unicode;

namespace EirDiameter.Protocol;

/// <summary>Row 18: values that no AVP of a type, or this AVP, may have. What the digits of an IMEI mean is not judged here.</summary>
internal static class AvpValues
{
    /// <summary>Judges data whose size is right for its type.</summary>
    public static bool IsValid(AvpDefinition definition, ReadOnlySpan<byte> data) => definition.Type switch
    {
        AvpType.UTF8String or AvpType.IPFilterRule => Utf8.IsValid(data),
        AvpType.DiameterIdentity => DiameterIdentity.IsValid(data),
        AvpType.DiameterURI => DiameterUri.TryParse(data, out _),
        AvpType.Address when definition.Code == AvpCodes.HostIpAddress => DiameterAddress.IsValidIp(data),
        AvpType.Enumerated when definition.VendorId == Vendors.None => IsValidEnumerated(definition.Code, data),
        _ => true,
    };

    // Only where a wrong value would change what we do; others (DRMP, say) are advice that may be passed over.
    private static bool IsValidEnumerated(uint code, ReadOnlySpan<byte> data)
    {
        uint value = BinaryPrimitives.ReadUInt32BigEndian(data);
        return code switch
        {
            AvpCodes.AuthSessionState => value <= AuthSessionState.NoStateMaintained,
            AvpCodes.DisconnectCause => value <= (uint)DisconnectCause.DoNotWantToTalkToYou,
            _ => true,
        };
    }
}
