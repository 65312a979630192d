using System.Net;
using System.Net.Sockets;
using EirDiameter.Protocol;

namespace EirDiameter.Demo;

/// <summary>An MME of one connection that asks one question at a time. Everything it sends and receives is on the wire.</summary>
internal sealed class Mme : IAsyncDisposable
{
    private const int LongestAnswer = 65536;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private uint _lastId;

    private Mme(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Origin-Host that the node gave in its CEA.</summary>
    public string NodeHost { get; private set; } = "";

    /// <summary>Connects, and exchanges capabilities (RFC 6733 5.3).</summary>
    public static async Task<Mme> ConnectAsync(IPEndPoint node, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node, cancel);
        var mme = new Mme(socket);
        try
        {
            await mme.ExchangeCapabilitiesAsync(cancel);
            return mme;
        }
        catch
        {
            await mme.DisposeAsync();
            throw;
        }
    }

    public async Task<WireAnswer> AskAsync(Question question, CancellationToken cancel)
    {
        uint id = ++_lastId;
        return WireAnswer.Read(await ExchangeAsync(Messages.MeIdentityCheckRequest(id, question.Imei, question.Imsi), id, cancel));
    }

    /// <summary>Waits for the node to say goodbye: its DPR, our DPA, and the end of the connection (RFC 6733 5.4).</summary>
    /// <returns>False if the connection ended without a DPR.</returns>
    public async Task<bool> IsToldToDisconnectAsync(CancellationToken cancel)
    {
        using CancellationTokenSource limit = Limit(cancel);
        bool isTold = false;
        while (await ReceiveAsync(limit.Token) is { } message)
        {
            _ = DiameterHeader.TryRead(message, out DiameterHeader header);
            isTold |= header is { IsRequest: true, CommandCode: CommandCodes.DisconnectPeer };
            if (header.IsRequest) await _stream.WriteAsync(Messages.BaseAnswer(header), limit.Token);
        }
        return isTold;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task ExchangeCapabilitiesAsync(CancellationToken cancel)
    {
        uint id = ++_lastId;
        IPAddress own = ((IPEndPoint)_socket.LocalEndPoint!).Address;
        byte[] answer = await ExchangeAsync(Messages.CapabilitiesExchangeRequest(id, own), id, cancel);
        WireAnswer result = WireAnswer.Read(answer);
        if (result.ResultCode != ResultCodes.Success) throw new DemoException($"the node refused the connection with Result-Code {result.ResultCode}");
        foreach (Avp avp in AvpReader.OfMessage(answer))
            if (avp.Is(AvpCodes.OriginHost) && avp.TryReadIdentity(out string host)) NodeHost = host;
    }

    private async Task<byte[]> ExchangeAsync(byte[] request, uint id, CancellationToken cancel)
    {
        using CancellationTokenSource limit = Limit(cancel);
        try
        {
            await _stream.WriteAsync(request, limit.Token);
            while (await ReceiveAsync(limit.Token) is { } message)
            {
                _ = DiameterHeader.TryRead(message, out DiameterHeader header);
                if (header.IsRequest) await _stream.WriteAsync(Messages.BaseAnswer(header), limit.Token);
                else if (header.HopByHop == id) return message;
            }
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new DemoException($"the node did not answer within {Patience.TotalSeconds:0} s", error);
        }
        catch (IOException error)
        {
            throw new DemoException($"the connection to the node broke: {error.Message}", error);
        }
        throw new DemoException("the node closed the connection instead of answering");
    }

    /// <returns>The next message, or null at the end of the connection.</returns>
    private async Task<byte[]?> ReceiveAsync(CancellationToken cancel)
    {
        byte[] header = new byte[DiameterHeader.Size];
        if (await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancel) < header.Length) return null;
        if (Framing.Next(header, LongestAnswer, out int length) == FrameStatus.Compromised) throw new DemoException("the node sent something that is not Diameter");
        byte[] message = new byte[length];
        header.CopyTo(message, 0);
        await _stream.ReadExactlyAsync(message.AsMemory(header.Length), cancel);
        return message;
    }

    private static CancellationTokenSource Limit(CancellationToken cancel)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        return limit;
    }
}
