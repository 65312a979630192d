using System.Text.Json;
using EirDiameter.Node.Admin;
using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.Neighbours;

/// <summary>
/// The file <c>peers.json</c> beside the store: what was changed in the peers while the node ran. It is laid over <c>Diameter:Peers</c> of the configuration.
/// </summary>
internal sealed class PeersFile(string storePath)
{
    /// <summary>Name of the file in the store's directory.</summary>
    public const string FileName = "peers.json";

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(storePath, FileName);

    /// <summary>What it says; nothing, if there is none.</summary>
    /// <exception cref="ConfigurationException">It cannot be read: who may connect is not to be guessed.</exception>
    public Contents Read()
    {
        try
        {
            return File.Exists(Path) ? JsonSerializer.Deserialize<Contents>(File.ReadAllBytes(Path), AdminJson.Options) ?? throw new JsonException("it is empty") : new Contents();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{Path}: {e.Message.ReplaceLineEndings(" ")} Mend it, or delete it to go by Diameter:Peers alone"], e);
        }
    }

    /// <summary>Writes it durably.</summary>
    /// <exception cref="IOException">The disk did not take it: what was written before stands.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(Contents contents) => DurableJson.Write(Path, contents, AdminJson.Options);

    /// <summary>What stands in it.</summary>
    public sealed record Contents
    {
        /// <summary>Peers that were added or changed, as they are now.</summary>
        public IReadOnlyList<PeerSection> Put { get; init; } = [];

        /// <summary>Names of peers of the configuration that were removed.</summary>
        public IReadOnlyList<string> Removed { get; init; } = [];
    }
}
