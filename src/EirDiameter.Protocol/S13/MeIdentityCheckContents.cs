namespace EirDiameter.Protocol;

/// <summary>What a client puts into an ECR; all texts as octets. Empty means: left out, but for the four names that the grammar requires.</summary>
public readonly ref struct MeIdentityCheckContents
{
    /// <summary>Session-Id.</summary>
    public ReadOnlySpan<byte> SessionId { get; init; }

    /// <summary>Origin-Host.</summary>
    public ReadOnlySpan<byte> OriginHost { get; init; }

    /// <summary>Origin-Realm.</summary>
    public ReadOnlySpan<byte> OriginRealm { get; init; }

    /// <summary>Destination-Host.</summary>
    public ReadOnlySpan<byte> DestinationHost { get; init; }

    /// <summary>Destination-Realm.</summary>
    public ReadOnlySpan<byte> DestinationRealm { get; init; }

    /// <summary>IMEI: 14 digits, TS 29.272 7.3.4.</summary>
    public ReadOnlySpan<byte> Imei { get; init; }

    /// <summary>3GPP2-MEID.</summary>
    public ReadOnlySpan<byte> Meid { get; init; }

    /// <summary>Software-Version: 2 digits.</summary>
    public ReadOnlySpan<byte> SoftwareVersion { get; init; }

    /// <summary>User-Name: the IMSI.</summary>
    public ReadOnlySpan<byte> UserName { get; init; }

    /// <summary>AVPs to add at the end, encoded and padded: Proxy-Info, Route-Record, what a test wants.</summary>
    public ReadOnlySpan<byte> Extra { get; init; }

    /// <summary>Sets the T bit.</summary>
    public bool Retransmitted { get; init; }

    /// <summary>Writes the ECR. Returns its length; 0 if it does not fit. Allocates nothing.</summary>
    public int Write(uint hopByHop, uint endToEnd, Span<byte> destination)
    {
        CommandFlags flags = CommandFlags.Request | CommandFlags.Proxiable | (Retransmitted ? CommandFlags.Retransmitted : CommandFlags.None);
        var writer = new MessageWriter(destination, flags, CommandCodes.MeIdentityCheck, Applications.S13, hopByHop, endToEnd);
        writer.WriteOctets(AvpCodes.SessionId, SessionId);
        EncodedIdentity.WriteApplication(ref writer, VendorApplication.S13);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, AuthSessionState.NoStateMaintained);
        writer.WriteOctets(AvpCodes.OriginHost, OriginHost);
        writer.WriteOctets(AvpCodes.OriginRealm, OriginRealm);
        if (!DestinationHost.IsEmpty)
            writer.WriteOctets(AvpCodes.DestinationHost, DestinationHost);
        writer.WriteOctets(AvpCodes.DestinationRealm, DestinationRealm);
        int group = writer.BeginGroup(AvpCodes.TerminalInformation, Vendors.ThreeGpp);
        if (!Imei.IsEmpty)
            writer.WriteOctets(AvpCodes.Imei, Imei, Vendors.ThreeGpp);
        if (!Meid.IsEmpty)
            writer.WriteOctets(AvpCodes.Meid, Meid, Vendors.ThreeGpp);
        if (!SoftwareVersion.IsEmpty)
            writer.WriteOctets(AvpCodes.SoftwareVersion, SoftwareVersion, Vendors.ThreeGpp);
        writer.EndGroup(group);
        if (!UserName.IsEmpty)
            writer.WriteOctets(AvpCodes.UserName, UserName);
        writer.WriteEncoded(Extra);
        return writer.Finish();
    }
}
