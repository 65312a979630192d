using System.Text.Json;
using EirDiameter.Equipment;
using EirDiameter.Node.Audit;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Feeds;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Seen;
using EirDiameter.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

/// <summary>A feed in a folder, a server that gives it out, and a node's store that follows it: all but the Diameter and admin servers.</summary>
internal sealed class FollowingNode : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eir-follow-").FullName;
    private FeedFollowers? _followers;
    private AuditLog _audit = null!;

    private FollowingNode(FeedSection section, PolicyOptions policy)
    {
        Section = section;
        PolicyOptions = policy;
        Feed = new HandMadeFeed(Path.Combine(_folder, "published"), Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 4, 0, 0, TimeSpan.Zero));

    public HandMadeFeed Feed { get; }

    public FolderServer Server { get; private set; } = null!;

    public ListingStore Store { get; private set; } = null!;

    public NodeMetrics Metrics { get; private set; } = null!;

    /// <summary>Empty after each start.</summary>
    public SeenEquipment Seen { get; private set; } = null!;

    public PolicyOptions PolicyOptions { get; }

    public RecordingLogger Log { get; } = new();

    public FeedFollower Follower => _followers!.Find("global")!;

    public FeedFollowers Followers => _followers!;

    public FeedStatus Status => Store.Status.Feeds[0];

    public string StorePath => Path.Combine(_folder, "data");

    public string FollowPath => Path.Combine(StorePath, "follow", "global");

    public string[] Spool => [.. Directory.GetFiles(Path.Combine(FollowPath, "segments")).Select(Path.GetFileName).Order()!];

    /// <summary>How the feed is configured from the next start on.</summary>
    public FeedSection Section { get; set; }

    /// <summary>Entries of the audit log.</summary>
    public JsonElement[] Audit => [.. _audit.Last(100).Reverse().Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>A node that does not ask by itself: tests say when.</summary>
    public static async Task<FollowingNode> StartAsync(FeedSection? section = null, PolicyOptions? policy = null)
    {
        FollowingNode node = new(section ?? new FeedSection(), policy ?? new PolicyOptions());
        Directory.CreateDirectory(node.StorePath);
        node.Server = await FolderServer.StartAsync(node.Feed.Folder);
        await node.OpenAsync();
        return node;
    }

    /// <summary>Stops the node and starts it again.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await CloseAsync();
        meanwhile?.Invoke();
        await OpenAsync();
    }

    /// <summary>Publishes what the feed lists, and syncs.</summary>
    public Task<SyncOutcome> PublishAsync(long sequence, bool snapshot = false)
    {
        Feed.Publish(sequence, snapshot);
        return Follower.SyncAsync();
    }

    public void See(IEnumerable<string> equipment)
    {
        int hour = SeenEquipment.HourOf(Validity.QuarterOf(Time.GetUtcNow()));
        foreach (string each in equipment)
        {
            Assert.True(EquipmentKey.TryParse(each, out EquipmentKey key));
            Seen.Note(key, hour);
        }
    }

    /// <summary>What the policy makes of equipment.</summary>
    public string Check(string equipment)
    {
        Assert.True(EquipmentKey.TryParse(equipment, out EquipmentKey key));
        using StoreReader reader = Store.Rent();
        FoundListings found = default;
        reader.FindFromDisk(key, Imsi.None, ref found);
        return Words.Of(new Policy(PolicyOptions, Store.Feeds).Decide(Question.About(key), found, Validity.QuarterOf(Time.GetUtcNow())).Status);
    }

    /// <summary>Changes the feed's listings without its publisher knowing.</summary>
    public async Task MeddleAsync(string equipment, string list)
    {
        Assert.True(ListingChange.TryParse(equipment, list, null, null, null, null, out ListingChange? change, out string? error), error);
        await Store.AddAsync("global", change!);
    }

    /// <summary>Lets the clock go, a second at a time, until something is so.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        Assert.True(condition());
    }

    public async Task MeddleWithLocalAsync(string equipment, string list)
    {
        Assert.True(ListingChange.TryParse(equipment, list, null, null, null, null, out ListingChange? change, out string? error), error);
        await Store.AddAsync("local", change!);
    }

    public async Task MeddleWithRemovalAsync(string equipment)
    {
        Assert.True(ListingChange.TryParse(equipment, null, null, null, null, null, out ListingChange? change, out string? error), error);
        await Store.RemoveAsync("global", change!);
    }

    public async Task<string> MetricAsync(string name, string label = "")
    {
        string text = await Metrics.TextAsync(CancellationToken.None);
        return text.Split('\n').First(line => line.StartsWith(name + "{feed=\"global\"" + label, StringComparison.Ordinal)).Split(' ')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Server.DisposeAsync();
        Feed.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        Store = await ListingStore.OpenAsync(new StoreOptions { Path = StorePath, MemoryMiB = 64 }, NullLoggerFactory.Instance, Time);
        Metrics = new NodeMetrics();
        NodeOptions options = new() { Feeds = [Section with { Name = "global", Url = Server.Url, PublicKey = Feed.PublicKey }] };
        _audit = new AuditLog(StorePath, Time, Log, () => { });
        Policy policy = new(PolicyOptions, Store.Feeds);
        Seen = new SeenEquipment(4096, Time);
        _followers = new FeedFollowers(options, StorePath, Store, policy, Seen, _audit, Metrics.Feeds, Time, Log);
    }

    private async Task CloseAsync()
    {
        if (_followers is not null) await _followers.DisposeAsync();
        await _audit.DisposeAsync();
        Metrics.Dispose();
        Seen.Dispose();
        await Store.DisposeAsync();
    }
}

/// <summary>Keeps the lines that were logged.</summary>
internal sealed class RecordingLogger : ILoggerFactory, ILogger
{
    private readonly List<string> _lines = [];

    public string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{logLevel} {formatter(state, exception)}{exception}");
    }

    public void Dispose()
    {
    }
}
