using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>One mutated message.</summary>
/// <param name="Index">Its number in the run; with the seed it determines all the rest.</param>
/// <param name="Place">What it was, and the state that it is for.</param>
/// <param name="Operators">What was done to it.</param>
/// <param name="Octets">What is sent.</param>
/// <param name="Cuts">Where one write ends and the next begins; usually nowhere.</param>
internal sealed record Mutation(long Index, FuzzPlace Place, IReadOnlyList<MutationOperator> Operators, byte[] Octets, IReadOnlyList<int> Cuts)
{
    private const int HeaderSize = 20;

    /// <summary>RFC 6733 3: true when it ends where its length field says, so that the next message is found behind it.</summary>
    public bool KeepsFraming { get; } = Octets.Length >= HeaderSize && NaiveMessage.Number(Octets, 1, 3) == Octets.Length && (Octets[0] == 1 || Octets.Length % 4 == 0);

    /// <summary>
    /// True when nothing can be expected behind it on its connection: the framing is lost, it is the first message and need not be a CER, or it
    /// is a CER or DPR.
    /// </summary>
    public bool TakesConnection => Place.State == FuzzState.Before || !KeepsFraming || IsCerOrDpr;

    private bool IsCerOrDpr =>
        (Octets[4] & 0x80) != 0 && NaiveMessage.Number(Octets, 8, 4) == 0 && NaiveMessage.Number(Octets, 5, 3) is MessageKind.CapabilitiesExchange or MessageKind.DisconnectPeer;

    /// <summary>
    /// The answer that it can be to a request of the target: with that one's identifiers, unless it is a request itself or its identifiers are
    /// mutated. No other octet of a mutation depends on more than seed and index.
    /// </summary>
    public Mutation AnsweringTo(byte[] request)
    {
        if (!KeepsFraming || (Octets[4] & 0x80) != 0 || Operators.Contains(MutationOperator.Identifiers))
            return this;
        byte[] octets = [.. Octets];
        request.AsSpan(12, 8).CopyTo(octets.AsSpan(12));
        return this with { Octets = octets };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Place} {string.Join("+", Operators)}";
}
