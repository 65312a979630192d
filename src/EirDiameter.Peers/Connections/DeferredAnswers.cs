using System.Buffers.Binary;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// Answers that come from other threads, until the connection's loop takes them: only the loop writes to the transport, since a pipe has one
/// writer. Bounded in octets. Two arrays change places, so nothing is allocated once they have grown.
/// </summary>
internal sealed class DeferredAnswers(int maxBytes)
{
    private readonly Lock _gate = new();
    private byte[] _filling = [];
    private byte[] _draining = [];
    private int _length;
    private bool _closed;

    /// <summary>Adds one message, lengthened by AVPs.</summary>
    /// <returns>False: closed or full.</returns>
    public bool TryAdd(ReadOnlySpan<byte> message, ReadOnlySpan<byte> avps)
    {
        int length = message.Length + avps.Length;
        lock (_gate)
        {
            if (_closed || length > maxBytes - _length)
                return false;
            if (_filling.Length < _length + length)
                Array.Resize(ref _filling, Math.Max(4096, Math.Min(maxBytes, 2 * (_length + length))));
            Span<byte> target = _filling.AsSpan(_length, length);
            message.CopyTo(target);
            avps.CopyTo(target[message.Length..]);
            DiameterHeader.SetLength(target, length);
            _length += length;
            return true;
        }
    }

    /// <summary>Takes all messages, one behind the other. Valid until the next call.</summary>
    public ReadOnlySpan<byte> TakeAll()
    {
        lock (_gate)
        {
            (_filling, _draining) = (_draining, _filling);
            int length = _length;
            _length = 0;
            return _draining.AsSpan(0, length);
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _length = 0;
        }
    }

    /// <summary>Length of the message at the head, by its header.</summary>
    public static int FirstLength(ReadOnlySpan<byte> messages) => BinaryPrimitives.ReadInt32BigEndian(messages) & 0xFFFFFF;
}
