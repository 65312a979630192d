using System.Security.Cryptography;
using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary>One accepted change: who, when, what, and the hash that chains it to the entry before.</summary>
/// <param name="Sequence">Its number: 1, 2, 3 … without gaps.</param>
/// <param name="Time">When, in milliseconds since 1970 UTC.</param>
/// <param name="Participant">Who; 0 = the registrar.</param>
/// <param name="Name">The participant's name as it was then.</param>
/// <param name="Action">What kind of change.</param>
/// <param name="Details">What, as JSON.</param>
/// <param name="Hash">SHA-256 of the hash before and of all of the above, in hexadecimal.</param>
internal sealed record LedgerEntry(long Sequence, long Time, long Participant, string Name, string Action, string Details, string Hash)
{
    /// <summary>The entry that follows the one with the hash <paramref name="before"/>; empty = it is the first.</summary>
    public static LedgerEntry After(string before, long sequence, long time, long participant, string name, string action, string details)
    {
        // As a JSON array, so that no text can run over into its neighbour.
        byte[] content = JsonSerializer.SerializeToUtf8Bytes<object[]>([before, sequence, time, participant, name, action, details]);
        return new(sequence, time, participant, name, action, details, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Whether this is what follows the one with the hash <paramref name="before"/>.</summary>
    public bool Follows(string before) => After(before, Sequence, Time, Participant, Name, Action, Details).Hash == Hash;
}
