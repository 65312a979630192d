using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>Which rule of the fuzzer was broken.</summary>
internal enum FindingKind
{
    /// <summary>The target no longer accepts connections, or no longer answers right requests rightly.</summary>
    Liveness,

    /// <summary>An answer is not what RFC 6733 says that one must be.</summary>
    WellFormed,

    /// <summary>Black equipment was answered as anything else.</summary>
    Safety,

    /// <summary>The target's memory grows.</summary>
    Memory,
}

/// <summary>Something that the target did wrong.</summary>
/// <param name="Kind">Which rule it broke.</param>
/// <param name="What">What it did, in a sentence.</param>
/// <param name="Cause">What was sent before; null when no single mutation is to blame.</param>
/// <param name="Answer">What the target sent; nothing when it sent nothing.</param>
/// <param name="Detail">More, that differs from one time to the next.</param>
internal sealed record Finding(FindingKind Kind, string What, Mutation? Cause, byte[] Answer, string Detail = "");
