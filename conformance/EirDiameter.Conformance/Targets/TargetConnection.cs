using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Targets;

/// <summary>
/// One transport connection to the target. What comes is read as it comes, and stamped with the time, whether anybody waits for it or not.
/// </summary>
internal sealed class TargetConnection : IAsyncDisposable
{
    private const int LongestMessage = 1 << 20;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();
    private readonly ITrafficLog? _log;
    private readonly int _number;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;
    private bool _isClosed;

    private TargetConnection(Socket socket, Stream stream, ITrafficLog? log, TimeProvider time, Func<byte[], byte[]?>? respond)
    {
        _socket = socket;
        _stream = stream;
        _log = log;
        _time = time;
        Respond = respond;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        _number = log?.Opened(Local, (IPEndPoint)socket.RemoteEndPoint!) ?? 0;
        _reading = ReadAsync();
    }

    /// <summary>The own end.</summary>
    public IPEndPoint Local { get; }

    /// <summary>What has come and was not taken yet.</summary>
    public ChannelReader<Arrival> Arrivals => _arrivals.Reader;

    /// <summary>
    /// Called for each message; what it returns is sent at once (nothing, if it is empty), and the message does not become an arrival. Null: it becomes one.
    /// </summary>
    public Func<byte[], byte[]?>? Respond { get; set; }

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<TargetConnection> ConnectAsync(
        TargetEndPoint target, ITrafficLog? log, TimeProvider time, Func<byte[], byte[]?>? respond = null, CancellationToken cancellation = default)
    {
        Socket socket = target.Open();
        try
        {
            await socket.ConnectAsync(target.Address, cancellation);
            NetworkStream plain = new(socket);
            Stream stream = target.Tls is null ? plain : await target.Tls.SecureAsync(plain, target.Address.Address.ToString(), cancellation);
            return new TargetConnection(socket, stream, log, time, respond);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends octets. False when the target has closed or reset the connection.</summary>
    public Task<bool> SendAsync(ReadOnlyMemory<byte> octets) => SendAsync([octets], TimeSpan.Zero);

    /// <summary>Sends octets in several writes with a pause between them; nothing else is sent in between. Over SCTP each write is a message.</summary>
    /// <returns>False when the target has closed or reset the connection.</returns>
    public async Task<bool> SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> pieces, TimeSpan pause)
    {
        await _sending.WaitAsync();
        try
        {
            for (int i = 0; i < pieces.Count; i++)
            {
                if (i > 0 && pause > TimeSpan.Zero)
                    await Task.Delay(pause, _time);
                _log?.Sent(_number, pieces[i].Span);
                await _stream.WriteAsync(pieces[i]);
            }

            return true;
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            return false;
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next arrival; null when none came in time.</summary>
    public async Task<Arrival?> ReceiveAsync(TimeSpan limit)
    {
        if (_arrivals.Reader.TryRead(out Arrival? ready))
            return ready;
        using CancellationTokenSource elapsed = new(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1), _time);
        try
        {
            return await _arrivals.Reader.ReadAsync(elapsed.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    /// <summary>Says that nothing more will be sent (FIN); what the target sends is still read.</summary>
    public void EndSending()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _log?.Closed(_number, byTarget: false, reset: false);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The target was faster.
        }
    }

    /// <summary>Resets the connection (RST).</summary>
    public void Reset()
    {
        if (!_isClosed)
            _log?.Closed(_number, byTarget: false, reset: true);
        _isClosed = true;
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        EndSending();
        _socket.Dispose();
        await _reading;
        await _stream.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[1 << 16];
        List<byte> unread = [];
        ArrivalKind end = ArrivalKind.End;
        try
        {
            while (await _stream.ReadAsync(buffer) is > 0 and int count)
            {
                _log?.Received(_number, buffer.AsSpan(0, count));
                unread.AddRange(buffer.AsSpan(0, count));
                TakeMessages(unread);
            }
        }
        catch (IOException e) when (e.InnerException is SocketException lost)
        {
            end = lost.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted ? ArrivalKind.Reset : ArrivalKind.End;
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // Closed by us, or in the middle of a record.
        }

        if (!_isClosed)
            _log?.Closed(_number, byTarget: true, end == ArrivalKind.Reset);
        long now = _time.GetTimestamp();
        if (unread.Count > 0)
            _arrivals.Writer.TryWrite(new Arrival(ArrivalKind.Garbage, [.. unread], now));
        _arrivals.Writer.TryWrite(new Arrival(end, [], now));
        _arrivals.Writer.TryComplete();
    }

    // RFC 6733 3: octets 1 to 3 of a message are its length.
    private void TakeMessages(List<byte> unread)
    {
        while (unread.Count >= 4)
        {
            int length = (int)NaiveMessage.Number([.. unread[..4]], 1, 3);
            bool isSound = length is >= 20 and <= LongestMessage;
            if (isSound && unread.Count < length)
                return;
            byte[] octets = isSound ? [.. unread[..length]] : [.. unread];
            unread.RemoveRange(0, octets.Length);
            if (isSound && Respond?.Invoke(octets) is { } response)
                _ = response.Length > 0 ? SendAsync(response) : null;
            else
                _arrivals.Writer.TryWrite(new Arrival(isSound ? ArrivalKind.Message : ArrivalKind.Garbage, octets, _time.GetTimestamp()));
        }
    }
}
