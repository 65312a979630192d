using System.Data.Common;
using EirDiameter.Equipment;
using EirDiameter.Feed;
using EirDiameter.Feed.Tests;

namespace EirDiameter.Registry.Tests;

/// <summary>Follows a feed of a test's registry, over HTTP as a node would.</summary>
internal sealed class TestFollower : IDisposable
{
    private readonly string _spool = Directory.CreateTempSubdirectory("eir-follow-").FullName;
    private readonly string _feed;
    private readonly FeedClient _client;
    private readonly FollowerModel _model = new();
    private AcceptedManifest? _last;

    public TestFollower(TestRegistry registry, string feed = "global", string? key = null)
    {
        _feed = feed;
        string publicKey = Path.Combine(_spool, "feed.pub.pem");
        using (HttpClient client = new())
            File.WriteAllText(publicKey, client.GetStringAsync(new Uri($"{registry.Url}/feeds/{feed}/public-key.pem")).GetAwaiter().GetResult());
        _client = new FeedClient(
            new FollowOptions { Feed = feed, Url = new Uri($"{registry.Url}/feeds/{feed}/"), PublicKey = publicKey, Key = key }, null, Path.Combine(_spool, "spool"), registry.Data.Time);
    }

    /// <summary>What it accepted last.</summary>
    public FeedManifest Manifest { get; private set; } = null!;

    public IReadOnlyCollection<FeedListing> Listings => _model.Listings;

    /// <summary>Fetches what is new, and holds all of it against the manifest. Null = nothing is.</summary>
    public async Task<FollowPlan?> FollowAsync()
    {
        FetchedManifest? fetched = await _client.FetchManifestAsync(_last, default);
        if (fetched is null)
            return null;
        Manifest = fetched.Manifest;
        FollowPlan plan = FollowPlan.For(Manifest, _model.Sequence, _model.IsEmpty);
        await _client.FetchAsync([.. plan.Segments], null, default);
        plan = _model.Follow(Manifest, _client.PathOf);
        _last = fetched.Accepted;
        return plan;
    }

    /// <summary>The rows of produced ranges that the manifest followed last names; null = it says nothing of them.</summary>
    public async Task<string[]?> ProducedAsync()
    {
        if (Manifest.Produced is not { } produced)
            return null;
        await _client.FetchAsync(produced.Segments, null, default);
        string[] rows = [.. produced.Segments.SelectMany(s => FollowerModel.Lines(_client.PathOf(s)))];
        Assert.Equal(produced.Segments.Sum(s => s.Records), rows.Length);
        return rows;
    }

    /// <summary>What it has must be what the database lists.</summary>
    public async Task AssertHasAsync(RegistryDatabase database)
    {
        await using DbConnection connection = await database.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT key_from, key_to, imsi, list, reason, effective, expires FROM listings WHERE feed = '{_feed}'";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        HashSet<FeedListing> listings = [];
        while (await reader.ReadAsync())
            listings.Add(ListingRow.Read(reader, key: 0, value: 4));
        Assert.Equal(listings, [.. Listings]);
    }

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_spool, recursive: true);
    }
}
