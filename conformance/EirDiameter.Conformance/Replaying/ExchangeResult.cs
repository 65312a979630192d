using EirDiameter.Conformance.Captures;

namespace EirDiameter.Conformance.Replaying;

/// <summary>How a replayed exchange went.</summary>
internal enum Outcome
{
    /// <summary>The answer says what the captured one says.</summary>
    Same,

    /// <summary>It does not, or there is none.</summary>
    Different,

    /// <summary>The capture has no answer to compare with.</summary>
    NotCompared,
}

/// <summary>One exchange of a capture, replayed.</summary>
/// <param name="Exchange">As captured.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Sent">The request that was sent; empty when it could not be.</param>
/// <param name="Received">The answer; null when none came.</param>
/// <param name="Reason">What differs, in one line; empty if nothing does.</param>
internal sealed record ExchangeResult(CapturedExchange Exchange, Outcome Outcome, byte[] Sent, byte[]? Received, string Reason);
