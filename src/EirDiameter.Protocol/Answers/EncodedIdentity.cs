using System.Net;
using System.Text;

namespace EirDiameter.Protocol;

/// <summary>What <see cref="LocalIdentity"/> keeps ready: names as octets, and the constant parts of its answers.</summary>
internal sealed class EncodedIdentity
{
    private const int Scratch = 16 * 1024;

    public EncodedIdentity(LocalIdentity owner)
    {
        Owner = owner;
        Host = Encoding.ASCII.GetBytes(owner.OriginHost);
        Realm = Encoding.ASCII.GetBytes(owner.OriginRealm);
        OtherRealms = [.. owner.ServedRealms.Select(Encoding.ASCII.GetBytes)];
        Origins = Build(WriteOrigins);
        StatusTails = [.. Enumerable.Range(0, 3).Select(status => Build((ref MessageWriter w) => WriteStatusTail(ref w, (uint)status)))];
        UnknownTail = Build(WriteUnknownTail);
        Capabilities = Build(WriteCapabilities);
        StateId = owner.OriginStateId is { } id ? Build((ref MessageWriter w) => w.WriteUnsigned32(AvpCodes.OriginStateId, id)) : [];
    }

    private delegate void Part(ref MessageWriter writer);

    public LocalIdentity Owner { get; }

    public byte[] Host { get; }

    public byte[] Realm { get; }

    public byte[][] OtherRealms { get; }

    /// <summary>Origin-Host and Origin-Realm.</summary>
    public byte[] Origins { get; }

    /// <summary>All that follows Session-Id in an ECA with an Equipment-Status; index = status.</summary>
    public byte[][] StatusTails { get; }

    /// <summary>All that follows Session-Id in an ECA for equipment that is not known.</summary>
    public byte[] UnknownTail { get; }

    /// <summary>What CER and CEA say after the origins.</summary>
    public byte[] Capabilities { get; }

    /// <summary>Origin-State-Id, or nothing.</summary>
    public byte[] StateId { get; }

    public bool IsHost(ReadOnlySpan<byte> host) => DiameterIdentity.AreEqual(host, Host);

    public bool Serves(ReadOnlySpan<byte> realm)
    {
        if (DiameterIdentity.AreEqual(realm, Realm))
            return true;
        foreach (byte[] other in OtherRealms)
        {
            if (DiameterIdentity.AreEqual(realm, other))
                return true;
        }

        return false;
    }

    public static void WriteApplication(ref MessageWriter writer, VendorApplication application)
    {
        if (application.VendorId == Vendors.None)
        {
            writer.WriteUnsigned32(AvpCodes.AuthApplicationId, application.ApplicationId);
            return;
        }

        int group = writer.BeginGroup(AvpCodes.VendorSpecificApplicationId);
        writer.WriteUnsigned32(AvpCodes.VendorId, application.VendorId);
        writer.WriteUnsigned32(AvpCodes.AuthApplicationId, application.ApplicationId);
        writer.EndGroup(group);
    }

    private static byte[] Build(Part part)
    {
        for (int size = Scratch; ; size *= 2)
        {
            byte[] buffer = new byte[size];
            MessageWriter writer = MessageWriter.ForAvps(buffer);
            part(ref writer);
            if (!writer.Overflowed)
                return buffer.AsSpan(0, writer.Length).ToArray();
        }
    }

    private void WriteOrigins(ref MessageWriter writer)
    {
        writer.WriteOctets(AvpCodes.OriginHost, Host);
        writer.WriteOctets(AvpCodes.OriginRealm, Realm);
    }

    // TS 29.272 7.2.20. Blocked is a success too: the status says so, not the result.
    private void WriteStatusTail(ref MessageWriter writer, uint status)
    {
        WriteApplication(ref writer, VendorApplication.S13);
        writer.WriteUnsigned32(AvpCodes.ResultCode, ResultCodes.Success);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, AuthSessionState.NoStateMaintained);
        WriteOrigins(ref writer);
        writer.WriteUnsigned32(AvpCodes.EquipmentStatus, status, Vendors.ThreeGpp);
    }

    // TS 29.272 7.4.3.6: an experimental result, and neither Result-Code nor Equipment-Status beside it.
    private void WriteUnknownTail(ref MessageWriter writer)
    {
        WriteApplication(ref writer, VendorApplication.S13);
        int group = writer.BeginGroup(AvpCodes.ExperimentalResult);
        writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
        writer.WriteUnsigned32(AvpCodes.ExperimentalResultCode, ResultCodes.EquipmentUnknown);
        writer.EndGroup(group);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, AuthSessionState.NoStateMaintained);
        WriteOrigins(ref writer);
    }

    private void WriteCapabilities(ref MessageWriter writer)
    {
        foreach (IPAddress address in Owner.HostAddresses)
            writer.WriteAddress(AvpCodes.HostIpAddress, address);
        writer.WriteUnsigned32(AvpCodes.VendorId, Owner.VendorId);
        writer.WriteUtf8(AvpCodes.ProductName, Owner.ProductName, flags: AvpFlags.None);
        if (Owner.OriginStateId is { } stateId)
            writer.WriteUnsigned32(AvpCodes.OriginStateId, stateId);
        foreach (uint vendor in Owner.Applications.Select(static a => a.VendorId).Where(static v => v != Vendors.None).Distinct())
            writer.WriteUnsigned32(AvpCodes.SupportedVendorId, vendor);
        foreach (VendorApplication application in Owner.Applications)
            WriteApplication(ref writer, application);
        if (Owner.FirmwareRevision is { } revision)
            writer.WriteUnsigned32(AvpCodes.FirmwareRevision, revision, flags: AvpFlags.None);
    }
}

/// <summary>Values of Auth-Session-State, RFC 6733 8.11.</summary>
internal static class AuthSessionState
{
    public const uint StateMaintained = 0;
    public const uint NoStateMaintained = 1;
}
