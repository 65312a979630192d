using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>One message that the target may see in what we sent.</summary>
/// <param name="Octets">The message; at least a header.</param>
/// <param name="Cause">The mutation that it is, or is a part of; null for our own right messages.</param>
/// <param name="Position">Which of the connection's mutations that is, from 0; -1 for our own.</param>
/// <param name="Status">Equipment-Status that a right request must be answered with; null when any answer will do.</param>
internal sealed record SentEntry(byte[] Octets, Mutation? Cause, int Position, uint? Status = null)
{
    /// <summary>How often it was answered.</summary>
    public int Answers { get; set; }

    /// <summary>R bit.</summary>
    public bool IsRequest => (Octets[4] & 0x80) != 0;

    /// <summary>P bit.</summary>
    public bool IsProxiable => (Octets[4] & 0x40) != 0;

    /// <summary>Command code.</summary>
    public uint Command => NaiveMessage.Number(Octets, 5, 3);

    /// <summary>Application.</summary>
    public uint Application => NaiveMessage.Number(Octets, 8, 4);

    /// <summary>
    /// RFC 6733 7.1.5 and 7.2: false when an answer by the grammar of the command cannot be composed, so that an error of any class may come
    /// by the grammar for errors, with the E bit.
    /// </summary>
    public bool HasGrammar => NaiveMessage.Decode(Octets) is { } message
        && MessageKind.All.Any(kind => kind.Command == Command && kind.Application == Application)
        && (Command != MessageKind.MeIdentityCheck || message.Avps.Exists(avp => avp is { Code: 263, Vendor: 0 }));
}
