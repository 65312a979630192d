using System.Net;
using System.Net.Sockets;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Conversations;

/// <summary>
/// A connection that waits in the calling thread. <see cref="TargetConnection"/> stamps what comes with its time; here thousands of
/// connections a second are opened and ended, and that costs too much.
/// </summary>
internal sealed class FuzzSocket : IDisposable
{
    private const int HeaderSize = 20;
    private const int LongestMessage = 1 << 20;

    private readonly Socket _socket;
    private readonly ITrafficLog? _log;
    private readonly int _number;
    private byte[] _buffer = new byte[1 << 15];
    private int _begin, _end;
    private bool _isClosed;

    private FuzzSocket(Socket socket, ITrafficLog? log)
    {
        _socket = socket;
        _log = log;
        _number = log?.Opened((IPEndPoint)socket.LocalEndPoint!, (IPEndPoint)socket.RemoteEndPoint!) ?? 0;
    }

    /// <summary>Connects; null when it is refused.</summary>
    /// <param name="target">Where.</param>
    /// <param name="limit">The longest that sending or receiving may wait.</param>
    /// <param name="log">What only the target's octets go to: what we send is garbage on purpose, and nobody is to judge it.</param>
    /// <param name="error">Why not.</param>
    public static FuzzSocket? Connect(IPEndPoint target, TimeSpan limit, ITrafficLog? log, out SocketError error)
    {
        int milliseconds = (int)limit.TotalMilliseconds;
        Socket socket = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = milliseconds, ReceiveTimeout = milliseconds };
        try
        {
            socket.Connect(target);
            error = SocketError.Success;
            return new FuzzSocket(socket, log);
        }
        catch (SocketException e)
        {
            error = e.SocketErrorCode;
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Sends octets; false when the target has ended the connection or no longer reads.</summary>
    public bool Send(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            int count = _socket.Send(octets, SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
                return false;
            octets = octets[count..];
        }

        return true;
    }

    /// <summary>True when something comes within this time.</summary>
    public bool Await(TimeSpan limit) => _end > _begin || _socket.Poll(limit, SelectMode.SelectRead);

    /// <summary>The next arrival; null when none came within the limit.</summary>
    public Arrival? Receive()
    {
        while (true)
        {
            if (TakeMessage() is { } arrival)
                return arrival;
            MakeRoom();
            int count = _socket.Receive(_buffer.AsSpan(_end), SocketFlags.None, out SocketError error);
            if (error is SocketError.TimedOut or SocketError.WouldBlock)
                return null;
            if (error != SocketError.Success || count == 0)
                return Ended(error == SocketError.Success ? ArrivalKind.End : ArrivalKind.Reset);
            _log?.Received(_number, _buffer.AsSpan(_end, count));
            _end += count;
        }
    }

    /// <summary>Says that nothing more will be sent (FIN).</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The target was faster.
        }
    }

    /// <summary>Resets the connection, unless both ends have ended it: then there is nothing to reset. No port stays occupied.</summary>
    public void Dispose()
    {
        if (!_isClosed)
            _log?.Closed(_number, byTarget: false, reset: true);
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    private Arrival Ended(ArrivalKind kind)
    {
        if (!_isClosed)
            _log?.Closed(_number, byTarget: true, kind == ArrivalKind.Reset);
        _isClosed = true;
        byte[] rest = _buffer[_begin.._end];
        _begin = _end;

        // An end amid a message is garbage, and is told before the end itself. A reset may cut off anything.
        return rest.Length > 0 && kind == ArrivalKind.End ? new Arrival(ArrivalKind.Garbage, rest, 0) : new Arrival(kind, [], 0);
    }

    private Arrival? TakeMessage()
    {
        int count = _end - _begin;
        if (count < 4)
            return null;
        int length = (int)NaiveMessage.Number(_buffer, _begin + 1, 3);
        bool isSound = length is >= HeaderSize and <= LongestMessage;
        if (isSound && count < length)
            return null;
        byte[] octets = _buffer[_begin..(isSound ? _begin + length : _end)];
        _begin += octets.Length;
        return new Arrival(isSound ? ArrivalKind.Message : ArrivalKind.Garbage, octets, 0);
    }

    private void MakeRoom()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            _end -= _begin;
            _begin = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
