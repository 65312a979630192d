using System.Buffers.Binary;
using System.Net;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Captures;

/// <summary>
/// Writes what passes as a pcap file (raw IP, nanoseconds) that Wireshark opens as if it had been recorded: handshake, segments with right
/// numbers and checksums, FIN or RST. The target's port is written as 3868 whatever it is, so that Wireshark takes it for Diameter by
/// itself. The packets are made up; the octets, their order, their times and both addresses are true.
/// </summary>
internal sealed class PcapWriter : ITrafficLog, IDisposable
{
    private const int RawIp = 101;

    private readonly Lock _lock = new();
    private readonly Stream _file;
    private readonly TimeProvider _time;
    private readonly List<SyntheticConnection> _connections = [];
    private readonly HashSet<(IPEndPoint, IPEndPoint)> _used = [];
    private bool _isClosed;

    /// <summary>Begins a file.</summary>
    /// <param name="file">Where to write; closed with the writer.</param>
    /// <param name="time">For the times of the packets.</param>
    public PcapWriter(Stream file, TimeProvider time)
    {
        _file = file;
        _time = time;
        byte[] header = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B23C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 1 << 18);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), RawIp);
        _file.Write(header);
    }

    /// <summary>Begins a file, or empties the one that is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static PcapWriter Create(string path, TimeProvider time) => new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), time);

    /// <inheritdoc/>
    public int Opened(IPEndPoint local, IPEndPoint remote)
    {
        lock (_lock)
        {
            IPEndPoint client = Plain(local), server = new(Plain(remote).Address, TargetAddress.DefaultPort);

            // The same two ends twice would look like one connection whose numbers jump: two targets of which both are written as 3868, or
            // a port of ours that is used again.
            while (!_used.Add((client, server)))
                client = new IPEndPoint(client.Address, client.Port == IPEndPoint.MaxPort ? 1024 : client.Port + 1);
            _connections.Add(new SyntheticConnection(client, server, Write));
            _connections[^1].Open();
            return _connections.Count - 1;
        }
    }

    /// <inheritdoc/>
    public void Sent(int connection, ReadOnlySpan<byte> octets)
    {
        lock (_lock)
            _connections[connection].Carry(octets, fromClient: true);
    }

    /// <inheritdoc/>
    public void Received(int connection, ReadOnlySpan<byte> octets)
    {
        lock (_lock)
            _connections[connection].Carry(octets, fromClient: false);
    }

    /// <inheritdoc/>
    public void Closed(int connection, bool byTarget, bool reset)
    {
        lock (_lock)
            _connections[connection].Close(fromClient: !byTarget, reset);
    }

    /// <summary>Finishes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    private static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;

    private void Write(byte[] packet)
    {
        // Connections may end later than the run whose file this was.
        if (_isClosed)
            return;
        long ticks = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(ticks % TimeSpan.TicksPerSecond * 100));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], packet.Length);
        _file.Write(header);
        _file.Write(packet);
    }
}
