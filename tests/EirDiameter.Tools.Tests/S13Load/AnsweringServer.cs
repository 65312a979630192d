using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EirDiameter.Protocol;

namespace EirDiameter.Tools.Tests.S13Load;

/// <summary>What the server in the test says to one request.</summary>
internal enum Say
{
    White,
    Black,
    Grey,
    Unknown,
    TooBusy,
    NoAuthSessionState,
    StatusWithoutSuccess,
    OtherSessionId,
    OtherHopByHop,
    Twice,
    Nothing,
    WatchdogFirst,
    DisconnectFirst,
    HangUp,
}

/// <summary>A small S13 server that answers as the test wants it to, wrongly too.</summary>
internal sealed class AnsweringServer : IDisposable
{
    private const string Host = "eir.example.org";
    private const string Realm = "example.org";

    private readonly TcpListener _listener;
    private readonly Func<string, Say> _say;
    private readonly uint _capabilitiesResult;

    public AnsweringServer(Func<string, Say> say, uint capabilitiesResult = ResultCodes.Success, int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _say = say;
        _capabilitiesResult = capabilitiesResult;
        _listener.Start();
        Thread thread = new(Accept) { IsBackground = true };
        thread.Start();
    }

    public string Target => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>IMEIs asked about, in the order of arrival.</summary>
    public ConcurrentQueue<string> Imeis { get; } = new();

    /// <summary>Commands of the answers that came back to requests of the server.</summary>
    public ConcurrentQueue<uint> Answers { get; } = new();

    /// <summary>Origin-Hosts of the CERs.</summary>
    public ConcurrentQueue<string> Peers { get; } = new();

    /// <summary>Number of DPRs.</summary>
    public int Disconnects;

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The listener was closed: the test is over.
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            using (socket)
            {
                using NetworkStream stream = new(socket);
                byte[] message = new byte[4096];
                while (true)
                {
                    stream.ReadExactly(message, 0, DiameterHeader.Size);
                    _ = DiameterHeader.TryRead(message, out DiameterHeader header);
                    stream.ReadExactly(message, DiameterHeader.Size, header.Length - DiameterHeader.Size);
                    if (!Answer(stream, header, message.AsSpan(0, header.Length)))
                        return;
                }
            }
        }
        catch (IOException)
        {
            // The generator hung up.
        }
    }

    private bool Answer(NetworkStream stream, DiameterHeader header, ReadOnlySpan<byte> message)
    {
        if (!header.IsRequest)
        {
            Answers.Enqueue(header.CommandCode);
            return true;
        }
        if (header.CommandCode == CommandCodes.MeIdentityCheck)
            return AnswerCheck(stream, header, message);
        // Counted before it is answered: with the answer the generator, and with it the test, may be done.
        if (header.CommandCode == CommandCodes.CapabilitiesExchange)
            Peers.Enqueue(Encoding.ASCII.GetString(Find(message, AvpCodes.OriginHost)));
        if (header.CommandCode == CommandCodes.DisconnectPeer)
            Interlocked.Increment(ref Disconnects);
        byte[] buffer = new byte[1024];
        MessageWriter writer = new(buffer, header.ToAnswer());
        writer.WriteUnsigned32(AvpCodes.ResultCode, header.CommandCode == CommandCodes.CapabilitiesExchange ? _capabilitiesResult : ResultCodes.Success);
        WriteOrigin(ref writer);
        stream.Write(buffer, 0, writer.Finish());
        return true;
    }

    private bool AnswerCheck(NetworkStream stream, DiameterHeader header, ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> terminal = Find(message, AvpCodes.TerminalInformation);
        string imei = "";
        foreach (Avp avp in new AvpReader(terminal))
        {
            if (avp.Is(AvpCodes.Imei, Vendors.ThreeGpp))
                imei = Encoding.ASCII.GetString(avp.Data);
        }
        Imeis.Enqueue(imei);
        Say say = _say(imei);
        switch (say)
        {
            case Say.HangUp:
                return false;
            case Say.Nothing:
                return true;
            case Say.WatchdogFirst:
                WriteRequest(stream, CommandCodes.DeviceWatchdog);
                break;
            case Say.DisconnectFirst:
                WriteRequest(stream, CommandCodes.DisconnectPeer);
                break;
        }
        byte[] buffer = new byte[1024];
        int length = WriteCheckAnswer(buffer, header, Find(message, AvpCodes.SessionId), say);
        stream.Write(buffer, 0, length);
        if (say == Say.Twice)
            stream.Write(buffer, 0, length);
        return true;
    }

    internal static int WriteCheckAnswer(Span<byte> destination, DiameterHeader request, ReadOnlySpan<byte> sessionId, Say say)
    {
        DiameterHeader header = request.ToAnswer(error: say == Say.TooBusy);
        if (say == Say.OtherHopByHop)
            header = header with { HopByHop = header.HopByHop + 1 };
        MessageWriter writer = new(destination, header);
        writer.WriteOctets(AvpCodes.SessionId, say == Say.OtherSessionId ? [.. sessionId[..^1], (byte)'x'] : sessionId);
        uint? status = say switch
        {
            Say.Unknown or Say.TooBusy => null,
            Say.Black => 1,
            Say.Grey => 2,
            _ => 0,
        };
        if (say == Say.Unknown)
        {
            int group = writer.BeginGroup(AvpCodes.ExperimentalResult);
            writer.WriteUnsigned32(AvpCodes.VendorId, Vendors.ThreeGpp);
            writer.WriteUnsigned32(AvpCodes.ExperimentalResultCode, ResultCodes.EquipmentUnknown);
            writer.EndGroup(group);
        }
        else
        {
            writer.WriteUnsigned32(AvpCodes.ResultCode, say switch
            {
                Say.TooBusy => ResultCodes.TooBusy,
                Say.StatusWithoutSuccess => ResultCodes.UnableToComply,
                _ => ResultCodes.Success,
            });
        }
        if (say != Say.NoAuthSessionState)
            writer.WriteUnsigned32(AvpCodes.AuthSessionState, 1);
        WriteOrigin(ref writer);
        if (status is uint value)
            writer.WriteUnsigned32(AvpCodes.EquipmentStatus, value, Vendors.ThreeGpp);
        return writer.Finish();
    }

    private static void WriteRequest(NetworkStream stream, uint commandCode)
    {
        byte[] buffer = new byte[1024];
        MessageWriter writer = new(buffer, CommandFlags.Request, commandCode, Applications.Common, 99, 99);
        WriteOrigin(ref writer);
        if (commandCode == CommandCodes.DisconnectPeer)
            writer.WriteUnsigned32(AvpCodes.DisconnectCause, 0);
        stream.Write(buffer, 0, writer.Finish());
    }

    private static void WriteOrigin(ref MessageWriter writer)
    {
        writer.WriteUtf8(AvpCodes.OriginHost, Host);
        writer.WriteUtf8(AvpCodes.OriginRealm, Realm);
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, uint code)
    {
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (avp.Code == code)
                return avp.Data;
        }
        return default;
    }
}
