using System.Net;
using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>What a run does.</summary>
internal sealed record FuzzSettings
{
    /// <summary>Whom it talks to.</summary>
    public required IPEndPoint Target { get; init; }

    /// <summary>What the target must know.</summary>
    public required FuzzSubject Subject { get; init; }

    /// <summary>What all mutations are made of.</summary>
    public required ulong Seed { get; init; }

    /// <summary>So many mutations, if the time is enough.</summary>
    public long Count { get; init; } = 100_000;

    /// <summary>The longest that mutations are sent.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections at a time.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>These alone; empty: from 0 on.</summary>
    public IReadOnlyList<long> Indices { get; init; } = [];

    /// <summary>Which of them.</summary>
    public required FuzzFilter Filter { get; init; }

    /// <summary>The target's process, whose memory is watched; null when it is not here.</summary>
    public int? Process { get; init; }

    /// <summary>So much may the target's memory grow after warm-up, in octets.</summary>
    public long MemoryGrowth { get; init; } = 64 << 20;
}
