using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EirDiameter.EndToEnd.Tests.Support;
using EirDiameter.Node.Tests.Feeds;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>
/// A web server that nodes fetch a feed from: it gives out copies of what the registry published, whole or spoilt, and signs what it changed with the
/// registry's key or another.
/// </summary>
internal sealed class Mirror : IAsyncDisposable
{
    private readonly string _folder;
    private readonly string _published;
    private readonly string _key;
    private readonly FolderServer _server;

    private Mirror(string folder, string published, string key, FolderServer server)
    {
        _folder = folder;
        _published = published;
        _key = key;
        _server = server;
    }

    public string Url => _server.Url;

    /// <summary>Set while every answer is 503.</summary>
    public bool Down
    {
        get => _server.Down;
        set => _server.Down = value;
    }

    /// <summary>What it gives out now.</summary>
    public JsonObject Manifest => JsonNode.Parse(File.ReadAllText(PathOf("manifest.json")))!.AsObject();

    /// <param name="folder">Where to keep the copies.</param>
    /// <param name="site">The registry.</param>
    /// <param name="feed">Which of its feeds.</param>
    public static async Task<Mirror> StartAsync(TemporaryFolder folder, RegistrySite site, string feed = "global")
    {
        string copies = Directory.CreateDirectory(folder.File("mirror")).FullName;
        Directory.CreateDirectory(Path.Combine(copies, "segments"));
        return new Mirror(copies, Path.Combine(site.Feeds, feed), site.SigningKey, await FolderServer.StartAsync(copies));
    }

    /// <summary>Takes what is published now.</summary>
    public void Take()
    {
        foreach (string segment in Directory.GetFiles(Path.Combine(_published, "segments"), "*.csv.gz"))
            File.Copy(segment, PathOf($"segments/{Path.GetFileName(segment)}"), overwrite: true);
        foreach (string file in (string[])["manifest.json.sig", "manifest.json"])
            File.Copy(Path.Combine(_published, file), PathOf(file), overwrite: true);
    }

    /// <summary>Changes what it gives out, under a good signature.</summary>
    public void Twist(Action<JsonObject> change)
    {
        JsonObject manifest = Manifest;
        change(manifest);
        Put(manifest);
    }

    /// <summary>Gives out a manifest, under a good signature or that of another key.</summary>
    public void Put(JsonObject manifest, bool otherKey = false)
    {
        byte[] octets = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!otherKey) key.ImportFromPem(File.ReadAllText(_key));
        byte[] signature = key.SignData(octets, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        File.WriteAllText(PathOf("manifest.json.sig"), Convert.ToBase64String(signature));
        File.WriteAllBytes(PathOf("manifest.json"), octets);
    }

    /// <summary>Flips the lowest bit in the middle of the last delta's segment.</summary>
    public void FlipBit()
    {
        string path = PathOf($"segments/{Manifest["deltas"]!.AsArray()[^1]!["segments"]![0]!["sha256"]}.csv.gz");
        byte[] octets = File.ReadAllBytes(path);
        octets[octets.Length / 2] ^= 1;
        File.WriteAllBytes(path, octets);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>A time as manifests write it.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string PathOf(string file) => Path.Combine(_folder, file);
}
