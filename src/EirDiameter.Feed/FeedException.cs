namespace EirDiameter.Feed;

/// <summary>
/// A feed could not be read or published. The message is one line that says what is wrong and what to do about it; nothing was changed.
/// </summary>
/// <param name="fault">What kind of fault it is.</param>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="cause">What it came from, if anything.</param>
public sealed class FeedException(FeedFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What kind of fault it is.</summary>
    public FeedFault Fault { get; } = fault;
}
