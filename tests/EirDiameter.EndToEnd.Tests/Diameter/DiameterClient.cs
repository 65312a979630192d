using System.Net;
using System.Net.Sockets;

namespace EirDiameter.EndToEnd.Tests.Diameter;

/// <summary>A connection to the node. Watchdogs that come in are answered on the way.</summary>
internal sealed class DiameterClient : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private uint _nextHopByHop;

    private DiameterClient(Socket socket) => _socket = socket;

    /// <summary>Connects, without a word.</summary>
    public static async Task<DiameterClient> ConnectAsync(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return new DiameterClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects and exchanges capabilities.</summary>
    public static async Task<DiameterClient> OpenAsync(int port, string host = Messages.Host)
    {
        DiameterClient client = await ConnectAsync(port);
        await client.SendAsync(Messages.Capabilities(host));
        DiameterMessage answer = await client.ReceiveAsync() ?? throw new IOException("Closed instead of a CEA");
        if (answer.Command != Wire.CapabilitiesExchange || answer.ResultCode != 2001) throw new IOException($"Not a CEA with success: {answer.Command}, {answer.ResultCode}");
        return client;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> octets)
    {
        while (octets.Length > 0) octets = octets[await _socket.SendAsync(octets)..];
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>The next message; null when the other side has closed or reset the connection.</summary>
    public async Task<DiameterMessage?> ReceiveAsync()
    {
        while (await ReceiveAnyAsync() is { } message)
        {
            if (!message.IsRequest || message.Command != Wire.DeviceWatchdog) return message;
            await SendAsync(Messages.BaseAnswer(message));
        }

        return null;
    }

    /// <summary>Asks about one equipment: white, black, grey, unknown, or the Result-Code.</summary>
    public async Task<string> CheckAsync(string imei, string? softwareVersion = "01", string? imsi = Messages.OneImsi)
    {
        await SendAsync(Messages.MeIdentityCheck(imei, ++_nextHopByHop, softwareVersion, imsi));
        DiameterMessage answer = await ReceiveAsync() ?? throw new IOException("Closed instead of an ECA");
        if (answer.HopByHop != _nextHopByHop || answer.IsRequest) throw new IOException($"Not the answer: hop-by-hop {answer.HopByHop}, command {answer.Command}");
        return answer.Outcome;
    }

    /// <summary>Asks about many, with so many requests in flight.</summary>
    public async Task<string[]> CheckManyAsync(IReadOnlyList<string> imeis, int window)
    {
        string[] outcomes = new string[imeis.Count];
        for (int first = 0; first < imeis.Count; first += window)
        {
            int count = Math.Min(window, imeis.Count - first), begin = first;
            await SendAsync(Wire.Join(Enumerable.Range(0, count).Select(i => Messages.MeIdentityCheck(imeis[begin + i], (uint)(begin + i)))));
            for (int i = 0; i < count; i++)
            {
                DiameterMessage answer = await ReceiveAsync() ?? throw new IOException($"Closed after {first + i} of {imeis.Count} answers");
                outcomes[answer.HopByHop] = answer.Outcome;
            }
        }

        return outcomes;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DiameterMessage?> ReceiveAnyAsync()
    {
        using CancellationTokenSource limit = new(AnswerLimit);
        byte[] header = new byte[4];
        try
        {
            if (!await FillAsync(header, limit.Token)) return null;
            byte[] message = new byte[Math.Max(4, Wire.ReadLength(header))];
            header.CopyTo(message, 0);
            return await FillAsync(message.AsMemory(4), limit.Token) ? new DiameterMessage(message) : null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came within {AnswerLimit.TotalSeconds:0} s");
        }
    }

    private async ValueTask<bool> FillAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (destination.Length > 0)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = await _socket.ReceiveAsync(_buffer, cancellation);
                if (_end == 0) return false;
            }

            int count = Math.Min(destination.Length, _end - _start);
            _buffer.AsMemory(_start, count).CopyTo(destination);
            _start += count;
            destination = destination[count..];
        }

        return true;
    }
}
