using System.Buffers.Binary;
using System.Text;
using EirDiameter.Equipment;
using EirDiameter.Protocol;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;

namespace EirDiameter.S13Load.Wire;

/// <summary>
/// The ME-Identity-Check-Request of one simulated MME (TS 29.272 7.2.19), encoded once. Each request is a copy in which only the
/// identifiers, the counter of the Session-Id, the IMEI and the IMSI are written anew: nothing is encoded while the clock runs.
/// </summary>
internal sealed class RequestTemplate
{
    /// <summary>The longest request: template and User-Name.</summary>
    public const int MaxLength = 2048;

    private const int CounterDigits = 10;
    private const int LongestImei = 16;
    private const int UserNameHeader = 8;
    private const int VendorHeader = 12;

    private readonly byte[] _template;
    private readonly int _counterAt;
    private readonly int _imeiAt;
    private readonly int _softwareVersion;
    private readonly byte[] _sessionIdStart;
    private readonly ImeiForm[] _forms;
    private readonly EquipmentSet _equipment;
    private readonly ulong[]? _imsis;
    private readonly bool _ownImsis;
    private int _nextForm;
    private int _nextImsi;

    /// <param name="options">What to send.</param>
    /// <param name="equipment">Whom to ask about.</param>
    /// <param name="originHost">Origin-Host of the MME.</param>
    /// <param name="startSeconds">High half of the Session-Ids: the time of the start (RFC 6733 8.8).</param>
    /// <param name="imsis">IMSIs to take in turn, packed as in <see cref="EquipmentSet.Pack"/>, or null.</param>
    public RequestTemplate(LoadOptions options, EquipmentSet equipment, string originHost, uint startSeconds, ulong[]? imsis)
    {
        _equipment = equipment;
        _forms = [.. options.Forms];
        _imsis = imsis;
        _ownImsis = equipment.HasImsis;
        _softwareVersion = options.SoftwareVersion is null ? 0 : int.Parse(options.SoftwareVersion);
        _sessionIdStart = Encoding.ASCII.GetBytes($"{originHost};{startSeconds:D10};");

        byte[] buffer = new byte[MaxLength];
        MessageWriter writer = new(buffer, CommandFlags.Request | CommandFlags.Proxiable, CommandCodes.MeIdentityCheck, Applications.S13, 0, 0);
        _counterAt = writer.Length + UserNameHeader + _sessionIdStart.Length;
        writer.WriteOctets(AvpCodes.SessionId, [.. _sessionIdStart, .. "0000000000"u8]);
        BaseMessages.WriteApplication(ref writer);
        writer.WriteUnsigned32(AvpCodes.AuthSessionState, AnswerReader.NoStateMaintained);
        writer.WriteUtf8(AvpCodes.OriginHost, originHost);
        writer.WriteUtf8(AvpCodes.OriginRealm, options.Realm);
        if (options.DestinationHost is not null)
            writer.WriteUtf8(AvpCodes.DestinationHost, options.DestinationHost);
        writer.WriteUtf8(AvpCodes.DestinationRealm, options.Realm);
        int group = writer.BeginGroup(AvpCodes.TerminalInformation, Vendors.ThreeGpp);
        _imeiAt = writer.Length + VendorHeader;
        writer.WriteOctets(AvpCodes.Imei, "0000000000000000"u8, Vendors.ThreeGpp);
        if (options.SoftwareVersion is not null)
            writer.WriteUtf8(AvpCodes.SoftwareVersion, options.SoftwareVersion, Vendors.ThreeGpp);
        writer.EndGroup(group);
        if (options.Imsi is not null && imsis is null && !_ownImsis)
            writer.WriteUtf8(AvpCodes.UserName, options.Imsi);
        int length = writer.Finish();
        _template = length > 0 ? buffer[..length] : throw new InvalidOperationException("The names are too long for a request.");
    }

    /// <summary>Upper bound of the octets that <see cref="Write"/> needs.</summary>
    public int LongestRequest => _template.Length + UserNameHeader + LongestImei;

    /// <summary>Writes one request; returns its length.</summary>
    public int Write(Span<byte> destination, uint hopByHop, uint endToEnd, int entry)
    {
        _template.CopyTo(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], hopByHop);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], endToEnd);
        Digits.Write(destination.Slice(_counterAt, CounterDigits), endToEnd);
        WriteImei(destination, entry);
        int length = _template.Length;
        if (_ownImsis)
            length += WriteUserName(destination[length..], _equipment.ImsiOf(entry));
        else if (_imsis is not null)
            length += WriteUserName(destination[length..], NextImsi());
        if (length != _template.Length)
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)DiameterHeader.CurrentVersion << 24 | (uint)length);
        return length;
    }

    /// <summary>Whether a Session-Id is the one that was sent with this end-to-end identifier.</summary>
    public bool IsSessionId(ReadOnlySpan<byte> sessionId, uint endToEnd)
    {
        if (sessionId.Length != _sessionIdStart.Length + CounterDigits || !sessionId.StartsWith(_sessionIdStart))
            return false;
        Span<byte> counter = stackalloc byte[CounterDigits];
        Digits.Write(counter, endToEnd);
        return sessionId[_sessionIdStart.Length..].SequenceEqual(counter);
    }

    private void WriteImei(Span<byte> message, int entry)
    {
        ImeiForm form = _forms[_nextForm];
        if (++_nextForm == _forms.Length)
            _nextForm = 0;
        (ulong digits, int length) = _equipment.EquipmentOf(entry);
        if (form != ImeiForm.AsGiven)
        {
            ulong key = length switch { 15 => digits / 10, 16 => digits / 100, _ => digits };
            (digits, length) = form switch
            {
                ImeiForm.CheckDigit => (key * 10 + (ulong)Imei.CheckDigit(new EquipmentKey(key)), 15),
                ImeiForm.SpareDigit => (key * 10, 15),
                ImeiForm.SoftwareVersion => (key * 100 + (ulong)_softwareVersion, 16),
                _ => (key, 14),
            };
        }
        // 14, 15 and 16 digits take the same 16 octets with their padding, so only the AVP's own length differs.
        Span<byte> data = message.Slice(_imeiAt, LongestImei);
        message[_imeiAt - 5] = (byte)(VendorHeader + length);
        Digits.Write(data[..length], digits);
        data[length..].Clear();
    }

    private (ulong Digits, int Length) NextImsi()
    {
        ulong packed = _imsis![_nextImsi];
        if (++_nextImsi == _imsis.Length)
            _nextImsi = 0;
        return EquipmentSet.Unpack(packed);
    }

    private static int WriteUserName(Span<byte> destination, (ulong Digits, int Length) imsi)
    {
        if (imsi.Length == 0)
            return 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination, AvpCodes.UserName);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], (uint)AvpFlags.Mandatory << 24 | (uint)(UserNameHeader + imsi.Length));
        Digits.Write(destination.Slice(UserNameHeader, imsi.Length), imsi.Digits);
        int padded = UserNameHeader + imsi.Length + 3 & ~3;
        destination[(UserNameHeader + imsi.Length)..padded].Clear();
        return padded;
    }
}
