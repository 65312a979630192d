using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace EirDiameter.Registry;

/// <summary>
/// Who a key belongs to. Keys are random and long, so one SHA-256 hides them well enough; what is looked up is the hash, which tells nothing by
/// the time it takes. Answers are remembered for some seconds: so long a revoked key may still work.
/// </summary>
internal sealed class ParticipantKeys(RegistryDatabase database, RegistryOptions options, TimeProvider time)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _registrar = [.. options.RegistrarKeys.Select(HashOf)];
    private readonly ConcurrentDictionary<string, (Actor? Actor, long Until)> _known = new();

    /// <summary>A new key: its text, to be shown once, its hash, and the characters it is told apart by.</summary>
    public static (string Key, string Hash, string Label) New()
    {
        string key = "eirk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return (key, HashOf(key), key[..11]);
    }

    /// <summary>SHA-256 of a key, in hexadecimal.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Who shows this key; null = nobody.</summary>
    public async Task<Actor?> FindAsync(string key, CancellationToken cancellation)
    {
        string hash = HashOf(key);
        if (_registrar.Contains(hash))
            return Actor.Registrar;
        long now = time.GetTimestamp();
        if (_known.TryGetValue(hash, out (Actor? Actor, long Until) known) && now < known.Until)
            return known.Actor;
        await using DbConnection connection = await database.OpenAsync(cancellation);
        Row? row = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            SELECT p.id AS Id, p.name AS Name, p.role AS Role, p.country AS Country
            FROM participant_keys k JOIN participants p ON p.id = k.participant
            WHERE k.hash = @hash AND k.revoked IS NULL AND p.disabled = 0
            """,
            new { hash });
        Actor? actor = row is null ? null : new Actor(row.Id, row.Name, Enum.Parse<Role>(row.Role, ignoreCase: true), row.Country);
        if (_known.Count >= MaxRemembered)
            _known.Clear();
        _known[hash] = (actor, now + (long)(Remembered.TotalSeconds * time.TimestampFrequency));
        return actor;
    }

    /// <summary>Forgets what was remembered, after keys or participants changed.</summary>
    public void Forget() => _known.Clear();

    private sealed record Row(long Id, string Name, string Role, string? Country);
}
