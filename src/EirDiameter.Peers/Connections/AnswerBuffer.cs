using System.Buffers;
using System.IO.Pipelines;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// Collects the messages of one batch in front of a <see cref="PipeWriter"/>. The pipe takes a lock for every Advance; this takes one per block
/// of memory. A message is always in one piece, so that it can be looked at after it was written.
/// </summary>
internal sealed class AnswerBuffer(PipeWriter output) : IBufferWriter<byte>
{
    private const int LeastRequest = 512;

    private Memory<byte> _block;
    private byte[] _carried = [];
    private int _used;
    private int _messageStart;
    private long _inPipe;

    /// <summary>Octets written since the last <see cref="Commit"/>.</summary>
    public long Uncommitted => _inPipe + _used;

    /// <summary>The message that is being written, or was written last.</summary>
    public ReadOnlySpan<byte> Message => _block.Span[_messageStart.._used];

    /// <summary>Starts a message.</summary>
    public void BeginMessage() => _messageStart = _used;

    /// <summary>Takes back what was written of the present message.</summary>
    public void DropMessage() => _used = _messageStart;

    /// <summary>Adds AVPs to the message that was written last.</summary>
    public void Lengthen(ReadOnlySpan<byte> avps)
    {
        if (avps.IsEmpty || _used == _messageStart)
            return;
        avps.CopyTo(GetSpan(avps.Length));
        _used += avps.Length;
        DiameterHeader.SetLength(_block.Span[_messageStart..], _used - _messageStart);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_block.Length - _used));
        _used += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _block[_used..];
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _block.Span[_used..];
    }

    /// <summary>Hands everything to the pipe; the caller flushes it.</summary>
    public void Commit()
    {
        if (_used > 0)
            output.Advance(_used);
        Reset();
        _inPipe = 0;
    }

    private void Ensure(int sizeHint)
    {
        if (_block.Length - _used < Math.Max(sizeHint, 1))
            NextBlock(Math.Max(sizeHint, LeastRequest));
    }

    private void NextBlock(int sizeHint)
    {
        // The pipe may give the block back to its pool as soon as it is asked for another, so the begun message is carried over by hand.
        int carried = _used - _messageStart;
        if (carried > 0)
        {
            if (_carried.Length < carried)
                _carried = new byte[Math.Max(carried, 4096)];
            Message.CopyTo(_carried);
        }

        if (_messageStart > 0)
            output.Advance(_messageStart);
        _inPipe += _messageStart;
        Reset();

        _block = output.GetMemory(carried + sizeHint);
        _carried.AsSpan(0, carried).CopyTo(_block.Span);
        _used = carried;
    }

    private void Reset()
    {
        _block = default;
        _used = 0;
        _messageStart = 0;
    }
}
