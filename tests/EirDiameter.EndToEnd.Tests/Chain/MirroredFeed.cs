using System.Globalization;
using System.Text.Json.Nodes;
using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>A registry that publishes when it is told to, a mirror of its feed, and a node that looks at the mirror every second.</summary>
public sealed class MirroredFeed : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _stolen = [];
    private RegistryProcess _registry = null!;

    internal Mirror Mirror { get; private set; } = null!;

    internal EirNode Node { get; private set; } = null!;

    /// <summary>The feed before anything was in it.</summary>
    internal JsonObject Empty { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        RegistrySite site = await RegistrySite.CreateAsync(_folder);
        _registry = await site.StartAsync(["--Registry:Publish:IntervalSeconds", "3600"]);
        await _registry.Registrar.PublishAsync();
        Mirror = await Mirror.StartAsync(_folder, site);
        Mirror.Take();
        Empty = Mirror.Manifest;
        await File.WriteAllTextAsync(_folder.File("feeds.pub.pem"), await _registry.PublicKeyAsync());
        Node = await EirNode.StartAsync(_folder.File("store"), Follow.EverySecond(Mirror.Url, _folder.File("feeds.pub.pem")));
        await StealAsync();
        await CatchUpAsync();
    }

    public async Task DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        if (Mirror is not null) await Mirror.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A phone by its serial number.</summary>
    internal static string Phone(int serial) => $"35209900{serial.ToString("000000", CultureInfo.InvariantCulture)}";

    /// <summary>A phone is stolen, and the registry publishes that; the mirror does not have it yet.</summary>
    internal async Task<string> StealAsync()
    {
        string phone = Phone(_stolen.Count);
        await StealAsync([phone]);
        return phone;
    }

    /// <summary>So many phones are stolen that the registry publishes the change and a snapshot.</summary>
    internal Task StealManyAsync() => StealAsync([.. Enumerable.Range(_stolen.Count, (_stolen.Count / 4) + 1).Select(Phone)]);

    /// <summary>These phones are stolen.</summary>
    internal async Task StealAsync(IReadOnlyList<string> phones)
    {
        string lines = string.Concat(phones.Select(phone => $"stolen,{phone}\n"));
        await _registry.Registrar.SendAsync("/v1/reports/bulk", "type,equipment\n" + lines, "text/csv");
        await _registry.Registrar.PublishAsync();
        _stolen.AddRange(phones);
    }

    /// <summary>The mirror takes what is published, and the node is at it within seconds, without a hand.</summary>
    internal async Task CatchUpAsync()
    {
        Mirror.Take();
        long published = Mirror.Manifest["sequence"]!.GetValue<long>();
        await Eventually.IsTrueAsync(
            $"the node is at {published}",
            Limit,
            async () => await StatusAsync() is { Fault: null, Held: null } status && status.Sequence == published);
        await ToldAsync(_stolen, "black");
    }

    /// <summary>The node looks until it shows what is expected, and that is what it goes on showing.</summary>
    internal async Task ShowsAsync(string what, Func<FeedStatus, bool> condition)
    {
        // Who asks while it is being looked joins that look, which may have begun before.
        await Eventually.IsTrueAsync(what, Limit, async () =>
        {
            await LookAsync();
            return condition(await StatusAsync());
        });
        await LookAsync();
        FeedStatus status = await StatusAsync();
        Assert.True(condition(status), $"{what}: {status}");
    }

    internal Task<FeedStatus> StatusAsync() => FeedStatus.OfAsync(Node, "global");

    /// <summary>All phones that were stolen so far, but for the last ones, are black, and these are not.</summary>
    internal async Task StaysAsync(params string[] last)
    {
        await ToldAsync([.. _stolen.Except(last)], "black");
        await ToldAsync(last, "unknown");
    }

    private async Task LookAsync() => await Node.Admin.SendAsync(HttpMethod.Post, "/v1/feeds/global/sync");

    private async Task ToldAsync(IReadOnlyList<string> phones, string expected)
    {
        await using DiameterClient mme = await Node.ConnectAsync();
        Assert.Equal(phones.Select(_ => expected), await mme.CheckManyAsync(phones, window: 100));
    }
}
