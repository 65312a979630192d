namespace EirDiameter.Conformance.Replaying;

/// <summary>Hop-by-Hop and End-to-End Identifiers that no two requests of a replay share, and hardly any of two replays (RFC 6733 3).</summary>
internal sealed class Identifiers(uint first)
{
    private uint _next = first;

    /// <summary>Identifiers that begin anywhere.</summary>
    public static Identifiers Random() => new((uint)System.Random.Shared.NextInt64(1L << 32));

    /// <summary>The next one.</summary>
    public uint Next() => Interlocked.Increment(ref _next);
}
