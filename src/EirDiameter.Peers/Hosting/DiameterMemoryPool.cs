using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Hosting;

/// <summary>
/// Memory for the pipes of Diameter connections: blocks of 32 KiB, kept and used again. A block is what one read of a socket can take, so that
/// a busy peer's read brings some ninety requests instead of a dozen, and their answers leave in few pieces. What Kestrel takes by default
/// for a transport of one's own is the shared array pool, which drops and allocates under load.
/// </summary>
internal sealed class DiameterMemoryPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>Octets of a block.</summary>
    public const int BlockSize = 32 * 1024;

    // 64 MiB: a burst leaves no more than this behind.
    private const int MostIdle = 2048;

    private readonly ConcurrentQueue<Block> _idle = new();
    private int _idleCount;

    public override int MaxBufferSize => BlockSize;

    /// <summary>One pool serves all.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_idle.TryDequeue(out Block? block))
            return new Block(this);
        Interlocked.Decrement(ref _idleCount);
        block.IsRented = true;
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        // Connections that close after their server give their blocks back all the same; nothing here needs closing.
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _idleCount) <= MostIdle)
            _idle.Enqueue(block);
        else
            Interlocked.Decrement(ref _idleCount);
    }

    private sealed class Block(DiameterMemoryPool pool) : IMemoryOwner<byte>
    {
        public bool IsRented { get; set; } = true;

        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        public void Dispose()
        {
            if (!IsRented)
                return;
            IsRented = false;
            pool.Return(this);
        }
    }
}
