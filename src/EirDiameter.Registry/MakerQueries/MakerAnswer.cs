namespace EirDiameter.Registry;

/// <summary>Where a manufacturer answers.</summary>
/// <param name="Participant">The manufacturer's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">The address.</param>
internal sealed record MakerEndpoint(long Participant, string Name, Uri Url);

/// <summary>What a manufacturer answered, or why it did not.</summary>
/// <param name="Participant">The manufacturer's number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Produced">Whether it produced the equipment; null = it did not answer.</param>
/// <param name="At">When it answered, or was asked in vain.</param>
/// <param name="Cached">Whether the answer is one from before.</param>
/// <param name="Why">Why there is no answer; null = there is one.</param>
internal sealed record MakerAnswer(long Participant, string Name, bool? Produced, DateTimeOffset At, bool Cached, string? Why);
