using System.Text;

namespace EirDiameter.Protocol;

/// <summary>The Error-Message of a fault: what is wrong, and with which AVP. Written without allocating; ASCII.</summary>
internal static class FaultText
{
    /// <summary>No text is longer, in octets.</summary>
    public const int MaximumLength = 192;

    public static int Write(in Fault fault, Span<byte> destination)
    {
        int length = Append(destination, 0, What(fault));
        AvpDefinition? avp = AvpDictionary.Find(fault.AvpCode, fault.AvpVendorId);
        if (avp is null || !fault.HasFailedAvp)
            return length;

        length = Append(destination, length, ": "u8);
        if (AvpDictionary.Find(fault.GroupCode, fault.GroupVendorId) is { } group)
        {
            length += Encoding.ASCII.GetBytes(group.Name, destination[length..]);
            length = Append(destination, length, "/"u8);
        }

        return length + Encoding.ASCII.GetBytes(avp.Name, destination[length..]);
    }

    private static int Append(Span<byte> destination, int position, ReadOnlySpan<byte> text)
    {
        text.CopyTo(destination[position..]);
        return position + text.Length;
    }

    private static ReadOnlySpan<byte> What(in Fault fault) => fault.ResultCode switch
    {
        ResultCodes.CommandUnsupported => "Command not supported for this application"u8,
        ResultCodes.UnableToDeliver when fault.Row == 11 => "Destination-Host is another node, and there is no Destination-Realm"u8,
        ResultCodes.UnableToDeliver => "Destination-Host is another node, and this one does not route"u8,
        ResultCodes.RealmNotServed => "Destination-Realm is not served here"u8,
        ResultCodes.TooBusy => "Too busy"u8,
        ResultCodes.LoopDetected => "Route-Record already names this node"u8,
        ResultCodes.ApplicationUnsupported => "Application not supported"u8,
        ResultCodes.InvalidHeaderBits => "Header flags do not fit the command"u8,
        ResultCodes.InvalidAvpBits => "AVP flags do not fit the AVP"u8,
        ResultCodes.UnknownPeer => "Peer is not known here"u8,
        ResultCodes.ElectionLost => "Election lost: another connection stays"u8,
        ResultCodes.AvpUnsupported => "Unknown AVP with the M flag"u8,
        ResultCodes.AuthorizationRejected => "Requests of this Origin-Realm, or over this route, are not served"u8,
        ResultCodes.InvalidAvpValue => "Invalid AVP value"u8,
        ResultCodes.MissingAvp => "Missing AVP"u8,
        ResultCodes.ResourcesExceeded => "Quota used up"u8,
        ResultCodes.ContradictingAvps => "Application id differs from the header"u8,
        ResultCodes.AvpNotAllowed => "AVP not allowed in this command"u8,
        ResultCodes.AvpOccursTooManyTimes => "AVP occurs too many times"u8,
        ResultCodes.NoCommonApplication => "No application in common"u8,
        ResultCodes.UnsupportedVersion => "Version is not 1"u8,
        ResultCodes.UnableToComply when fault.Row == 20 => "Overloaded"u8,
        ResultCodes.UnableToComply => "Request cannot be decided now"u8,
        ResultCodes.InvalidAvpLength => "Invalid AVP length"u8,
        ResultCodes.InvalidMessageLength => "Invalid message length"u8,
        ResultCodes.NoCommonSecurity => "No security mechanism in common"u8,
        _ => "Request refused"u8,
    };
}
