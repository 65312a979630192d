using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks.Sources;
using EirDiameter.S13Load.Options;

namespace EirDiameter.S13Load.Connections;

/// <summary>
/// TLS over a socket that must not block: <see cref="SslStream"/> gets its octets from memory, into which they are put when the socket has some, and puts
/// those that are to go out there too. All of it on the generator's one thread.
/// </summary>
internal sealed class TlsChannel : TargetChannel
{
    private const int BufferSize = 256 * 1024;

    private readonly CipherText _cipher = new();
    private readonly SslStream _tls;
    private readonly byte[] _received = new byte[BufferSize];
    private readonly byte[] _plain = new byte[BufferSize];
    private Task<int>? _reading;
    private int _plainStart;
    private int _plainEnd;

    private TlsChannel(Socket socket)
        : base(socket) => _tls = new SslStream(_cipher);

    public override bool IsBlocked => _cipher.Outgoing.Length > 0;

    public override bool IsReadInParts => true;

    /// <summary>Shakes hands; the socket blocks.</summary>
    /// <exception cref="LoadException">One side does not accept the other.</exception>
    public static TlsChannel Open(Socket socket, LoadOptions options)
    {
        TlsChannel channel = new(socket);
        try
        {
            socket.SendTimeout = socket.ReceiveTimeout = (int)options.Timeout.TotalMilliseconds;
            Task handshake = channel._tls.AuthenticateAsClientAsync(TlsFiles.OptionsOf(options));
            while (!handshake.IsCompleted)
            {
                channel.Flush();
                channel.Take(out SocketError error);
                if (error != SocketError.Success)
                    throw new LoadException($"{options.Target}: no TLS: {error}");
            }

            handshake.GetAwaiter().GetResult();
            channel.Flush();
            return channel;
        }
        catch (Exception problem) when (problem is AuthenticationException or IOException)
        {
            channel.Dispose();
            throw new LoadException($"{options.Target}: no TLS: {problem.Message} {problem.InnerException?.Message}".TrimEnd());
        }
    }

    public override int Send(ReadOnlySpan<byte> octets, out SocketError error)
    {
        // One lot at a time, so that what waits here stays bounded.
        error = Flush();
        if (error != SocketError.Success)
            return 0;
        _tls.Write(octets);
        error = Flush();
        if (error == SocketError.WouldBlock)
            error = SocketError.Success;
        return octets.Length;
    }

    public override SocketError Flush()
    {
        while (_cipher.Outgoing.Length > 0)
        {
            int sent = Socket.Send(_cipher.Outgoing, SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
                return error;
            _cipher.Sent(sent);
        }

        return SocketError.Success;
    }

    public override int Receive(Span<byte> octets, out SocketError error)
    {
        error = SocketError.Success;
        while (_plainStart == _plainEnd)
        {
            if (Decrypt())
            {
                if (_plainEnd == 0)
                    return 0;
                break;
            }

            Take(out error);
            if (error != SocketError.Success)
                return 0;
        }

        int count = Math.Min(octets.Length, _plainEnd - _plainStart);
        _plain.AsSpan(_plainStart, count).CopyTo(octets);
        _plainStart += count;
        return count;
    }

    public override void Dispose()
    {
        _tls.Dispose();
        base.Dispose();
    }

    /// <summary>Reads on where it stopped. True when there is something, or the end.</summary>
    private bool Decrypt()
    {
        _plainStart = _plainEnd = 0;
        _reading ??= _tls.ReadAsync(_plain).AsTask();
        if (!_reading.IsCompleted)
            return false;
        _plainEnd = _reading.GetAwaiter().GetResult();
        _reading = null;
        return true;
    }

    /// <summary>Takes from the socket what it has.</summary>
    private void Take(out SocketError error)
    {
        int count = Socket.Receive(_received, SocketFlags.None, out error);
        if (error == SocketError.Success)
            _cipher.Give(_received.AsSpan(0, count));
    }

    /// <summary>The two directions of cipher text, in memory.</summary>
    private sealed class CipherText : Stream, IValueTaskSource<int>
    {
        private readonly MemoryStream _outgoing = new();
        private ManualResetValueTaskSourceCore<int> _arrival;
        private byte[] _incoming = new byte[BufferSize];
        private int _incomingStart;
        private int _incomingEnd;
        private int _sent;
        private Memory<byte> _wanted;
        private bool _isWaiting;
        private bool _isEnded;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>What has to go out.</summary>
        public ReadOnlySpan<byte> Outgoing => _outgoing.GetBuffer().AsSpan(_sent, (int)_outgoing.Length - _sent);

        /// <summary>So much of it went out.</summary>
        public void Sent(int count)
        {
            _sent += count;
            if (_sent < _outgoing.Length)
                return;
            _outgoing.SetLength(0);
            _sent = 0;
        }

        /// <summary>So much came in; nothing is the end.</summary>
        public void Give(ReadOnlySpan<byte> octets)
        {
            _isEnded |= octets.IsEmpty;
            if (_incomingEnd + octets.Length > _incoming.Length)
            {
                int left = _incomingEnd - _incomingStart;
                byte[] target = left + octets.Length > _incoming.Length ? new byte[2 * (left + octets.Length)] : _incoming;
                _incoming.AsSpan(_incomingStart, left).CopyTo(target);
                (_incoming, _incomingStart, _incomingEnd) = (target, 0, left);
            }

            octets.CopyTo(_incoming.AsSpan(_incomingEnd));
            _incomingEnd += octets.Length;
            if (!_isWaiting)
                return;
            _isWaiting = false;
            _arrival.SetResult(Copy(_wanted.Span));
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_incomingEnd > _incomingStart || _isEnded || buffer.IsEmpty)
                return new ValueTask<int>(Copy(buffer.Span));
            _arrival.Reset();
            _wanted = buffer;
            _isWaiting = true;
            return new ValueTask<int>(this, _arrival.Version);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => _outgoing.Write(buffer);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        int IValueTaskSource<int>.GetResult(short token) => _arrival.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _arrival.GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _arrival.OnCompleted(continuation, state, token, flags);

        private int Copy(Span<byte> destination)
        {
            int count = Math.Min(destination.Length, _incomingEnd - _incomingStart);
            _incoming.AsSpan(_incomingStart, count).CopyTo(destination);
            _incomingStart += count;
            if (_incomingStart == _incomingEnd)
                _incomingStart = _incomingEnd = 0;
            return count;
        }
    }
}
