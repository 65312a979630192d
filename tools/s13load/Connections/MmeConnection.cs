using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EirDiameter.Protocol;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;
using EirDiameter.S13Load.Traffic;
using EirDiameter.S13Load.Wire;

namespace EirDiameter.S13Load.Connections;

/// <summary>
/// One simulated MME: its connection, its requests in flight, and its buffers. Everything that became due is written with one
/// system call and everything that came is read with one, since a call per message costs more than all other work together.
/// </summary>
internal sealed class MmeConnection : IDisposable
{
    private const int BufferSize = 256 * 1024;
    // Kept free in the output buffer, so that a watchdog request can always be answered.
    private const int Reserve = 4096;

    private readonly TargetChannel _channel;
    private readonly LoadOptions _options;
    private readonly EquipmentSet _equipment;
    private readonly RequestTemplate _template;
    private readonly InFlight _inFlight;
    private readonly byte[] _in = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly byte[] _out = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private int _inEnd;
    private int _outStart;
    private int _outEnd;
    private uint _endToEnd;

    /// <param name="channel">Connected.</param>
    /// <param name="options">What to send.</param>
    /// <param name="equipment">Whom to ask about.</param>
    /// <param name="index">Number of the connection, from 0.</param>
    /// <param name="startSeconds">Time of the start, in seconds: Origin-State-Id, and the high half of Session-Ids.</param>
    /// <param name="imsis">IMSIs to take in turn, or null.</param>
    public MmeConnection(TargetChannel channel, LoadOptions options, EquipmentSet equipment, int index, uint startSeconds, ulong[]? imsis)
    {
        _channel = channel;
        _options = options;
        _equipment = equipment;
        OriginHost = $"{options.OriginHostPrefix}{index}.{options.Realm}";
        _template = new RequestTemplate(options, equipment, OriginHost, startSeconds, imsis);
        int share = options.Window / options.Connections + (index < options.Window % options.Connections ? 1 : 0);
        _inFlight = new InFlight(share);
        // RFC 6733 3: unique for four minutes even over a restart.
        _endToEnd = startSeconds << 20 | (uint)Random.Shared.Next(1 << 20);
        StartSeconds = startSeconds;
    }

    /// <summary>Origin-Host of this MME.</summary>
    public string OriginHost { get; }

    /// <summary>The socket, to wait for.</summary>
    public Socket Socket => _channel.Socket;

    /// <summary>Requests that wait for an answer.</summary>
    public int Waiting => _inFlight.Count;

    /// <summary>Whether the peer does not take what was written as fast as it was written.</summary>
    public bool IsBlocked => _outEnd > _outStart || _channel.IsBlocked;

    private uint StartSeconds { get; }

    /// <summary>How many requests fit now: into the window and into the output buffer.</summary>
    public int Room => Math.Min(_inFlight.Room, (BufferSize - Reserve - _outEnd) / _template.LongestRequest);

    /// <summary>Exchanges capabilities. The socket still blocks.</summary>
    /// <exception cref="LoadException">The EIR does not answer, or refuses.</exception>
    public void ExchangeCapabilities()
    {
        uint identifier = unchecked(_endToEnd++);
        IPAddress local = ((IPEndPoint)Socket.LocalEndPoint!).Address;
        int length = BaseMessages.WriteCapabilitiesRequest(_out, OriginHost, _options.Realm, local, StartSeconds, identifier);
        ReadOnlySpan<byte> answer = Exchange(length, CommandCodes.CapabilitiesExchange, "Capabilities-Exchange");
        uint result = BaseMessages.ResultCodeOf(answer);
        _inEnd = 0;
        if (result != ResultCodes.Success)
            throw new LoadException($"{_options.Target} refuses {OriginHost}: CEA with Result-Code {result} ({ResultCodes.NameOf(result)})");
        Socket.Blocking = false;
    }

    /// <summary>Writes one request into the output buffer; there must be <see cref="Room"/>.</summary>
    /// <param name="intendedAt">Timestamp from which its latency counts.</param>
    /// <param name="entry">Whom it asks about.</param>
    public void Write(long intendedAt, int entry)
    {
        uint endToEnd = unchecked(_endToEnd++);
        uint hopByHop = _inFlight.Open(new OpenRequest(intendedAt, endToEnd, entry));
        _outEnd += _template.Write(_out.AsSpan(_outEnd), hopByHop, endToEnd, entry);
    }

    /// <summary>Gives the output buffer to the system, as far as it takes it.</summary>
    public void Flush()
    {
        if (_channel.IsBlocked && _channel.Flush() is var left && left is not (SocketError.Success or SocketError.WouldBlock))
            throw Lost(left);
        while (_outStart < _outEnd)
        {
            int sent = _channel.Send(_out.AsSpan(_outStart, _outEnd - _outStart), out SocketError error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success)
                throw Lost(error);
            _outStart += sent;
        }
        _outStart = _outEnd = 0;
    }

    /// <summary>Reads what has come and enters it into the books.</summary>
    public void Receive(RunLedger run)
    {
        int received;
        do
        {
            received = _channel.Receive(_in.AsSpan(_inEnd), out SocketError error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success)
                throw Lost(error);
            if (received == 0)
                throw new LoadException($"{_options.Target} closed the connection of {OriginHost}");
            _inEnd += received;
            ReadMessages(run, Stopwatch.GetTimestamp());
        }
        while (_channel.IsReadInParts || received > BufferSize / 2);
    }

    /// <summary>Forgets the requests in flight: they will not be answered any more.</summary>
    public void Abandon() => _inFlight.Abandon();

    /// <summary>Says good-bye (DPR) and waits for the answer; whatever goes wrong, the connection is closed.</summary>
    public void Disconnect()
    {
        try
        {
            Socket.Blocking = true;
            // A request that is half-way out must be completed before anything else can be understood.
            if (IsBlocked)
                Flush();
            int length = BaseMessages.WriteDisconnectRequest(_out, OriginHost, _options.Realm, unchecked(_endToEnd++));
            _ = Exchange(length, CommandCodes.DisconnectPeer, "Disconnect-Peer");
        }
        catch (Exception problem) when (problem is LoadException or SocketException or ObjectDisposedException)
        {
            // The numbers are complete; a peer that hangs up without a word changes none of them.
        }
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private void ReadMessages(RunLedger run, long now)
    {
        int start = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = _in.AsSpan(start, _inEnd - start);
            FrameStatus status = Framing.Next(rest, BufferSize, out int length);
            if (status == FrameStatus.Compromised)
                throw new LoadException($"{_options.Target} sends something that is not Diameter to {OriginHost}");
            if (status == FrameStatus.NeedMore)
                break;
            ReadMessage(rest[..length], run, now);
            start += length;
        }
        _inEnd -= start;
        _in.AsSpan(start, _inEnd).CopyTo(_in);
    }

    private void ReadMessage(ReadOnlySpan<byte> message, RunLedger run, long now)
    {
        _ = DiameterHeader.TryRead(message, out DiameterHeader header);
        if (header.IsRequest)
        {
            AnswerRequest(header);
            return;
        }
        if (header.CommandCode != CommandCodes.MeIdentityCheck
            || !_inFlight.TryClose(header.HopByHop, header.EndToEnd, out OpenRequest request))
        {
            run.Tally.CountUnmatched();
            return;
        }
        run.Answer(request, now);
        string? fault = AnswerReader.Read(message, header, _template, out AnswerCode answer);
        if (fault is not null)
        {
            run.Tally.CountMalformed(_equipment.Describe(request.Entry), fault);
            return;
        }
        run.Tally.Count(answer);
        AnswerCode expected = _equipment.ExpectedOf(request.Entry);
        if (expected != AnswerCode.Any && expected != answer)
            run.Tally.CountMismatch(_equipment.Describe(request.Entry), expected, answer);
    }

    private void AnswerRequest(in DiameterHeader header)
    {
        _outEnd += BaseMessages.WriteAnswer(_out.AsSpan(_outEnd), header, OriginHost, _options.Realm);
        if (header.CommandCode != CommandCodes.DisconnectPeer)
            return;
        Flush();
        throw new LoadException($"{_options.Target} disconnects {OriginHost} (DPR)");
    }

    /// <summary>Sends one base-protocol request and waits for its answer, blocking. Other messages that come before it are passed over.</summary>
    private ReadOnlySpan<byte> Exchange(int length, uint commandCode, string name)
    {
        try
        {
            Socket.SendTimeout = Socket.ReceiveTimeout = (int)_options.Timeout.TotalMilliseconds;
            _outStart = 0;
            _outEnd = length;
            Flush();
            while (true)
            {
                FrameStatus status = Framing.Next(_in.AsSpan(0, _inEnd), BufferSize, out int size);
                if (status == FrameStatus.Compromised)
                    throw new LoadException($"{_options.Target} answers with something that is not Diameter");
                if (status == FrameStatus.NeedMore)
                {
                    int received = _channel.Receive(_in.AsSpan(_inEnd), out SocketError error);
                    if (error != SocketError.Success)
                        throw new SocketException((int)error);
                    if (received == 0)
                        throw new LoadException($"{_options.Target} closed the connection of {OriginHost} instead of answering its {name}-Request");
                    _inEnd += received;
                    continue;
                }
                uint code = BinaryPrimitives.ReadUInt32BigEndian(_in.AsSpan(4));
                if (code >> 31 == 0 && (code & 0xFFFFFF) == commandCode)
                    return _in.AsSpan(0, size);
                _inEnd -= size;
                _in.AsSpan(size, _inEnd).CopyTo(_in);
            }
        }
        catch (SocketException problem)
        {
            throw new LoadException(problem.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock
                ? $"{_options.Target} does not answer the {name}-Request of {OriginHost} within {_options.Timeout.TotalSeconds:0.###} s"
                : $"{_options.Target} breaks the connection of {OriginHost}: {problem.Message}");
        }
    }

    private LoadException Lost(SocketError error) => new($"{_options.Target} breaks the connection of {OriginHost}: {error}");
}
