using System.Text.Json;
using System.Text.Json.Serialization;
using EirDiameter.Node.Admin;

namespace EirDiameter.Node.Feeds;

/// <summary>
/// The file <c>state.json</c> of one feed, written whole: what a crash leaves is the state before or after. Losing it loses no listing,
/// since the store keeps its own sequence; only a rollback, a decision that is waited for and the age are forgotten.
/// </summary>
internal sealed class FollowStateFile(string folder)
{
    private static readonly JsonSerializerOptions Json = new(AdminJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    private readonly string _path = Path.Combine(folder, "state.json");

    /// <summary>What was written last; null if nothing was, or if it cannot be read: then <paramref name="damage"/> says why.</summary>
    public FollowState? Read(out string? damage)
    {
        damage = null;
        try
        {
            if (!File.Exists(_path)) return null;
            FollowState? state = JsonSerializer.Deserialize<FollowState>(File.ReadAllBytes(_path), Json);
            if (state is null) damage = "it is empty";
            return state;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            damage = e.Message;
            return null;
        }
    }

    /// <summary>Writes it durably.</summary>
    /// <exception cref="IOException">The disk did not take it: what was written before stands.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(FollowState state) => DurableJson.Write(_path, state, Json);
}
