using System.Buffers.Binary;

namespace EirDiameter.Protocol;

/// <summary>
/// Writes answers, RFC 6733 6.2: command, application, hop-by-hop and end-to-end of the request; R and T clear, P copied; Session-Id first;
/// all Proxy-Info octet by octet and in order. Allocates nothing.
/// </summary>
/// <remarks>All return the number of octets written; 0 when <c>destination</c> is too small or there is nothing to answer.</remarks>
public static class AnswerWriter
{
    private const int Slack = 512;

    /// <summary>No answer to a request of this length is longer, in octets.</summary>
    public static int MaxLength(int requestLength, LocalIdentity local)
    {
        EncodedIdentity encoded = local.Encoded;
        return (2 * requestLength) + encoded.Capabilities.Length + encoded.Origins.Length + encoded.StateId.Length + Slack;
    }

    /// <summary>ECA for equipment on a list: Result-Code 2001 and Equipment-Status, TS 29.272 7.2.20.</summary>
    /// <param name="octets">The octets the request was read from.</param>
    /// <param name="request">The request.</param>
    /// <param name="local">Who answers.</param>
    /// <param name="status">0 white, 1 black, 2 grey. <see cref="ArgumentOutOfRangeException"/> for others.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> octets.</param>
    public static int WriteEquipmentStatus(
        ReadOnlySpan<byte> octets, in MeIdentityCheckRequest request, LocalIdentity local, byte status, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, EquipmentStatusValues.Grey);
        return WriteEquipment(octets, in request, local.Encoded.StatusTails[status], destination);
    }

    /// <summary>ECA for equipment that is not known: Experimental-Result 10415/5422 and no Equipment-Status, TS 29.272 7.4.3.6.</summary>
    public static int WriteEquipmentUnknown(
        ReadOnlySpan<byte> octets, in MeIdentityCheckRequest request, LocalIdentity local, Span<byte> destination) =>
        WriteEquipment(octets, in request, local.Encoded.UnknownTail, destination);

    /// <summary>
    /// The answer that refuses a request, of any command: answer-message grammar for 3xxx (RFC 6733 7.2), the command's own for the others.
    /// </summary>
    /// <param name="octets">The request as framed.</param>
    /// <param name="local">Who answers.</param>
    /// <param name="fault">Why; from the checks of this very request, or a factory of <see cref="Fault"/>.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written; 0 without a fault, for an answer (never answered), and for less than a header.</returns>
    public static int WriteFault(ReadOnlySpan<byte> octets, LocalIdentity local, in Fault fault, Span<byte> destination)
    {
        if (fault.IsNone || !DiameterHeader.TryRead(octets, out DiameterHeader header) || !header.IsRequest)
            return 0;
        int claimed = Math.Max(header.Length, DiameterHeader.Size);
        ReadOnlySpan<byte> message = octets[..Math.Min(octets.Length, claimed)];
        EncodedIdentity encoded = local.Encoded;
        bool common = header.ApplicationId == Applications.Common;
        bool check = header.ApplicationId == Applications.S13 && header.CommandCode == CommandCodes.MeIdentityCheck;

        var writer = new MessageWriter(destination, header.ToAnswer(fault.ErrorBit));
        WriteSessionId(ref writer, message);
        if (check && !fault.ErrorBit)
            EncodedIdentity.WriteApplication(ref writer, VendorApplication.S13);
        writer.WriteUnsigned32(AvpCodes.ResultCode, fault.ResultCode);

        // Left out it would mean "state maintained", and the client would owe us an STR (RFC 6733 8.11).
        if (check)
            writer.WriteUnsigned32(AvpCodes.AuthSessionState, AuthSessionState.NoStateMaintained);
        writer.WriteEncoded(encoded.Origins);
        if (common && !fault.ErrorBit)
        {
            if (header.CommandCode == CommandCodes.CapabilitiesExchange)
                writer.WriteEncoded(encoded.Capabilities);
            else if (header.CommandCode == CommandCodes.DeviceWatchdog)
                writer.WriteEncoded(encoded.StateId);
        }

        Span<byte> text = stackalloc byte[FaultText.MaximumLength];
        writer.WriteOctets(AvpCodes.ErrorMessage, text[..FaultText.Write(in fault, text)], flags: AvpFlags.None);
        if (fault.HasFailedAvp)
            WriteFailedAvp(ref writer, message, in fault);
        WriteProxyInfo(ref writer, message);
        return writer.Finish();
    }

    private static int WriteEquipment(ReadOnlySpan<byte> octets, in MeIdentityCheckRequest request, byte[] tail, Span<byte> destination)
    {
        ReadOnlySpan<byte> sessionId = request.SessionId;
        int sessionLength = AvpHeader.Size + sessionId.Length;
        int sessionEnd = DiameterHeader.Size + AvpHeader.Padded(sessionLength);
        int length = sessionEnd + tail.Length;
        if (destination.Length < length)
            return 0;
        if (request.HasProxyInfo)
            return WriteEquipmentBehindProxies(octets, sessionId, tail, destination);

        WriteEquipmentHeader(octets, length, destination);
        BinaryPrimitives.WriteUInt64BigEndian(
            destination[DiameterHeader.Size..],
            ((ulong)AvpCodes.SessionId << 32) | ((ulong)AvpFlags.Mandatory << 24) | (uint)sessionLength);

        // The padding lies in the last word; cleared first, it is right whatever the text covers of it.
        BinaryPrimitives.WriteUInt32BigEndian(destination[(sessionEnd - 4)..], sessionId.IsEmpty ? (uint)sessionLength | ((uint)AvpFlags.Mandatory << 24) : 0);
        sessionId.CopyTo(destination[(DiameterHeader.Size + AvpHeader.Size)..]);
        tail.CopyTo(destination[sessionEnd..]);
        return length;
    }

    private static void WriteEquipmentHeader(ReadOnlySpan<byte> octets, int length, Span<byte> destination)
    {
        // Only P outlives the request's flags; application, hop-by-hop and end-to-end are copied as they stand.
        octets[8..DiameterHeader.Size].CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(
            destination,
            ((ulong)DiameterHeader.CurrentVersion << 56) | ((ulong)(uint)length << 32) | ((ulong)(octets[4] & (byte)CommandFlags.Proxiable) << 24)
            | CommandCodes.MeIdentityCheck);
    }

    private static int WriteEquipmentBehindProxies(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> sessionId, byte[] tail, Span<byte> destination)
    {
        DiameterHeader.TryRead(octets, out DiameterHeader header);
        var writer = new MessageWriter(destination, header.ToAnswer());
        writer.WriteOctets(AvpCodes.SessionId, sessionId);
        writer.WriteEncoded(tail);
        WriteProxyInfo(ref writer, octets);
        return writer.Finish();
    }

    internal static void WriteSessionId(ref MessageWriter writer, ReadOnlySpan<byte> message)
    {
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            if (IsBase(reader.Current, AvpCodes.SessionId))
            {
                writer.WriteOctets(AvpCodes.SessionId, reader.Current.Data);
                return;
            }
        }
    }

    internal static void WriteProxyInfo(ref MessageWriter writer, ReadOnlySpan<byte> message)
    {
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (IsBase(avp, AvpCodes.ProxyInfo))
                writer.WriteRaw(message.Slice(DiameterHeader.Size + avp.Offset, avp.Length));
        }
    }

    private static bool IsBase(Avp avp, uint code) => avp.Code == code && (avp.Flags & AvpFlags.Vendor) == 0;

    private static void WriteFailedAvp(ref MessageWriter writer, ReadOnlySpan<byte> message, in Fault fault)
    {
        int failed = writer.BeginGroup(AvpCodes.FailedAvp);
        if (fault.GroupCode == 0)
        {
            Write(ref writer, message, fault.First);
            Write(ref writer, message, fault.Second);
        }
        else
        {
            AvpFlags flags = AvpDictionary.Find(fault.GroupCode, fault.GroupVendorId)?.Flags ?? AvpFlags.Mandatory;
            int group = writer.BeginGroup(fault.GroupCode, fault.GroupVendorId, flags);
            Write(ref writer, message, fault.First);
            if (fault.Second.Kind != FailedAvpKind.Value)
                Write(ref writer, message, fault.Second);
            writer.EndGroup(group);
            if (fault.Second.Kind == FailedAvpKind.Value)
                Write(ref writer, message, fault.Second);
        }

        writer.EndGroup(failed);
    }

    private static void Write(ref MessageWriter writer, ReadOnlySpan<byte> message, in FailedAvp avp)
    {
        switch (avp.Kind)
        {
            // The range is checked: a fault may be handed in with another request than its own.
            case FailedAvpKind.Copy when avp.Offset >= 0 && avp.Length >= 0 && avp.Length <= message.Length - avp.Offset:
                writer.WriteRaw(message.Slice(avp.Offset, avp.Length));
                break;
            case FailedAvpKind.Example:
                writer.WriteZeros(avp.Code, avp.Length - AvpHeader.SizeFor(avp.VendorId), avp.VendorId, avp.Flags);
                break;
            case FailedAvpKind.Value:
                writer.WriteUnsigned32(avp.Code, avp.Value);
                break;
        }
    }
}
