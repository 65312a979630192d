using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Hosting;

/// <summary>What the pipes of all <see cref="PipeConnection"/>s have in common.</summary>
/// <param name="Memory">Memory for them.</param>
/// <param name="MaxReadBytes">Octets received and not yet taken, above which nothing more is received.</param>
/// <param name="MaxWriteBytes">Octets written and not yet sent, above which a flush waits.</param>
internal sealed record PipeLimits(MemoryPool<byte> Memory, int MaxReadBytes, int MaxWriteBytes)
{
    private const int LeastReadBytes = 256 * 1024;

    public static PipeLimits Of(PeersOptions options, IMemoryPoolFactory<byte> memory) =>
        new(memory.Create(), Math.Max(LeastReadBytes, 2 * options.MaxMessageBytes), options.MaxQueuedBytes);

    public Pipe NewInput() => New(MaxReadBytes);

    public Pipe NewOutput() => New(MaxWriteBytes);

    // Inline, as in the transport for TCP: a message changes threads once.
    private Pipe New(int pause) =>
        new(new PipeOptions(Memory, PipeScheduler.Inline, PipeScheduler.Inline, pause, pause / 2, useSynchronizationContext: false));
}
