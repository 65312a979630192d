using EirDiameter.Conformance.Judging;

namespace EirDiameter.Conformance.Running;

/// <summary>What one step sent: one message, or the same several times.</summary>
/// <param name="Label">Its name in the case; null if it has none.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Pieces">The octets, in as many writes.</param>
/// <param name="Pause">Between the writes.</param>
internal sealed record SentBatch(string? Label, IReadOnlyList<SentMessage> Messages, IReadOnlyList<ReadOnlyMemory<byte>> Pieces, TimeSpan Pause)
{
    /// <summary>In one write.</summary>
    public static SentBatch Whole(string? label, params IReadOnlyList<SentMessage> messages) =>
        new(label, messages, [messages.SelectMany(message => message.Octets).ToArray()], TimeSpan.Zero);
}
