using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Sctp;

/// <summary>What associations have in common.</summary>
/// <param name="Memory">Memory for their pipes.</param>
/// <param name="MaxReadBytes">Octets received and not yet taken, above which nothing more is received.</param>
/// <param name="MaxWriteBytes">Octets written and not yet sent, above which a flush waits.</param>
internal sealed record SctpConnectionOptions(MemoryPool<byte> Memory, int MaxReadBytes, int MaxWriteBytes)
{
    private const int LeastReadBytes = 256 * 1024;

    public static SctpConnectionOptions Of(PeersOptions options, IMemoryPoolFactory<byte> memory) =>
        new(memory.Create(), Math.Max(LeastReadBytes, 2 * options.MaxMessageBytes), options.MaxQueuedBytes);
}
