using System.Security.Cryptography;
using System.Text;
using EirDiameter.Node.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class FeedRulesTests : IDisposable
{
    private const string PushKey = "0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-feeds-").FullName;

    [Fact]
    public void What_a_followed_feed_does_not_say_is_the_default()
    {
        FeedSection feed = Assert.Single(Bind(Followed()).Feeds);

        Assert.Equal(300, feed.IntervalSeconds);
        Assert.Equal(86_400, feed.StaleAfterSeconds);
        Assert.Equal("keep", feed.WhenStale);
        Assert.Null(feed.Key);
        Assert.Equal(new GuardSection { MaxShrinkPercent = 25, MaxNewlyBlackPercent = 10, MaxNewlyBlack = 1_000_000, MaxSeenNewlyBlackPercent = 1 }, feed.Guards);
    }

    [Fact]
    public void What_a_pushed_feed_does_not_say_is_the_default()
    {
        NodeOptions options = Bind(("Push:0:Feed", "ceir"), ("Push:0:Key", PushKey));

        Assert.Equal(200, Assert.Single(options.Push).MaxRecordsPerSecond);
        Assert.Equal(2_097_152, options.Seen.MaxEquipment);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8090/feeds/global", "http://127.0.0.1:8090/feeds/global/")]
    [InlineData("http://127.0.0.1:8090/feeds/global/", "http://127.0.0.1:8090/feeds/global/")]
    [InlineData("https://registry.example.org", "https://registry.example.org/")]
    public void The_address_of_a_feed_ends_with_a_slash(string url, string expected)
    {
        Assert.Equal(expected, Bind(Followed(("Feeds:0:Url", url))).Feeds[0].Url);
    }

    [Theory]
    [InlineData("Url", "registry.example.org/feeds", "Feeds:0:Url: expected the http:// or https:// address")]
    [InlineData("Url", "file:///srv/feeds/", "Feeds:0:Url: expected the http:// or https:// address")]
    [InlineData("Url", "/feeds/", "Feeds:0:Url: expected the http:// or https:// address")]
    [InlineData("Url", "https://user:secret@registry.example.org/", "Feeds:0:Url: expected no user name or password")]
    [InlineData("Url", "https://registry.example.org/?key=1", "Feeds:0:Url: expected nothing behind the path")]
    [InlineData("Key", "with space", "Feeds:0:Key: expected visible ASCII")]
    [InlineData("Name", "local", "Feeds:0:Url: feed 'local' is what is edited on this node")]
    [InlineData("Name", "with_underscore", "Feeds:0:Name: expected 1 to 32 lower-case letters")]
    [InlineData("IntervalSeconds", "0", "Feeds:0:IntervalSeconds: expected a number from 1 to 86400, not 0")]
    [InlineData("StaleAfterSeconds", "599", "Feeds:0:StaleAfterSeconds: expected a number from twice IntervalSeconds (600)")]
    [InlineData("WhenStale", "forget", "Feeds:0:WhenStale: expected keep or ignore, not 'forget'")]
    [InlineData("Guards:MaxShrinkPercent", "100.5", "Feeds:0:Guards:MaxShrinkPercent: expected a number from 0 to 100, or null to turn the guard off, not 100.5")]
    [InlineData("Guards:MaxNewlyBlackPercent", "-1", "Feeds:0:Guards:MaxNewlyBlackPercent: expected a number from 0 to 100")]
    [InlineData("Guards:MaxSeenNewlyBlackPercent", "NaN", "Feeds:0:Guards:MaxSeenNewlyBlackPercent: expected a number from 0 to 100")]
    [InlineData("Guards:MaxNewlyBlack", "-1", "Feeds:0:Guards:MaxNewlyBlack: expected a number from 0")]
    [InlineData("Guards:MaxShrink", "1", "Feeds:0: ")]
    public void A_bad_value_of_a_followed_feed_is_refused_with_its_key(string key, string value, string expected)
    {
        AssertRefused(expected, Followed(($"Feeds:0:{key}", value)));
    }

    [Theory]
    [InlineData("Feed", "local", "Push:0:Feed: feed 'local' is what is edited on this node")]
    [InlineData("Feed", "", "Push:0:Feed: expected 1 to 32 lower-case letters")]
    [InlineData("Feed", "global", "Push:0:Feed: feed 'global' is followed from its Url and cannot be pushed as well")]
    [InlineData("Key", "fifteen-letters", "Push:0:Key: expected 16 or more visible ASCII characters")]
    [InlineData("Key", "sixteen letters w", "Push:0:Key: expected 16 or more visible ASCII characters")]
    [InlineData("Key", "a-key-of-the-operators", "Push:0:Key: expected another key than those of Admin:Keys")]
    [InlineData("Key", "key-of-another-feed", "Push:1:Key: expected another key than those of the other feeds of Push")]
    [InlineData("Feed", "police", "Push:1:Feed: 'police' stands twice in Push")]
    [InlineData("MaxRecordsPerSecond", "-1", "Push:0:MaxRecordsPerSecond: expected a number from 0 to 1000000, not -1")]
    public void A_bad_value_of_a_pushed_feed_is_refused_with_its_key(string key, string value, string expected)
    {
        AssertRefused(expected, Followed(
            ("Push:0:Feed", "ceir"), ("Push:0:Key", PushKey), ("Push:1:Feed", "police"), ("Push:1:Key", "key-of-another-feed"),
            ("Admin:Keys:0", "a-key-of-the-operators"), ($"Push:0:{key}", value)));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("134217729")]
    public void The_memory_of_equipment_has_bounds(string value)
    {
        AssertRefused("Seen:MaxEquipment: expected a number from 0 to 134217728", ("Seen:MaxEquipment", value));
    }

    [Fact]
    public void A_feed_stands_once()
    {
        AssertRefused("Feeds:1:Name: 'police' stands twice", ("Feeds:0:Name", "police"), ("Feeds:1:Name", "police"));
    }

    [Fact]
    public void A_followed_feed_takes_no_list_files()
    {
        AssertRefused("Lists:0:Feed: feed 'global' is followed", Followed(("Lists:0:Feed", "global"), ("Lists:0:File", "global.csv")));
    }

    [Fact]
    public void Pushed_feeds_are_feeds()
    {
        NodeOptions options = Bind(("Feeds:0:Name", "police"), ("Push:0:Feed", "ceir"), ("Push:0:Key", PushKey), ("Lists:0:Feed", "ceir"), ("Lists:0:File", "ceir.csv"));

        Assert.Equal(["global", "national", "operator", "local", "police", "ceir"], FeedRules.Names(options));
    }

    [Fact]
    public void There_are_at_most_32_feeds_pushed_ones_included()
    {
        (string, string)[] most = [.. Enumerable.Range(0, 27).Select(i => ($"Feeds:{i}:Name", $"feed-{i}"))];
        (string, string)[] pushed = [("Push:0:Feed", "ceir"), ("Push:0:Key", PushKey)];
        Assert.Equal(32, FeedRules.Names(Bind([.. most, .. pushed])).Length);

        AssertRefused("Feeds: expected at most 32 feeds in all, not 33", [.. most, .. pushed, ("Push:1:Feed", "another"), ("Push:1:Key", "key-of-another-feed")]);
    }

    [Fact]
    public void Null_in_a_file_and_nothing_on_the_command_line_turn_a_guard_off()
    {
        string json = """{ "Feeds": [ { "Name": "police", "Guards": { "MaxShrinkPercent": null, "MaxNewlyBlack": null, "MaxNewlyBlackPercent": 0 } } ] }""";
        using MemoryStream file = new(Encoding.UTF8.GetBytes(json));
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonStream(file).AddCommandLine(["--Feeds:0:Guards:MaxSeenNewlyBlackPercent", ""]).Build();

        GuardSection guards = NodeConfiguration.Bind(configuration).Feeds[0].Guards;

        Assert.Equal(new GuardSection { MaxShrinkPercent = null, MaxNewlyBlack = null, MaxNewlyBlackPercent = 0, MaxSeenNewlyBlackPercent = null }, guards);
    }

    [Fact]
    public void A_followed_feed_needs_the_key_that_signs_it()
    {
        AssertRefused("Feeds:0:PublicKey: expected a PEM file with the P-256 public key that signs the feed, since Url is given", ("Feeds:0:Name", "global"), ("Feeds:0:Url", "https://registry.example.org/"));
    }

    [Fact]
    public void A_key_that_is_not_there_or_not_a_public_key_of_the_curve_is_refused()
    {
        using ECDsa right = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using RSA rsa = RSA.Create(2048);

        AssertRefused("Feeds:0:PublicKey: expected a PEM file", WithKey(null));
        AssertRefused("is not a PEM file", WithKey("hello"));
        AssertRefused("holds a private key", WithKey(right.ExportPkcs8PrivateKeyPem()));
        AssertRefused("holds a key on another curve", WithKey(wide.ExportSubjectPublicKeyInfoPem()));
        AssertRefused("is not a PEM file with an ECDSA public key", WithKey(rsa.ExportSubjectPublicKeyInfoPem()));
        AssertRefused("is not a PEM file with an ECDSA public key", WithKey("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
        Assert.Single(Bind(WithKey(right.ExportSubjectPublicKeyInfoPem())).Feeds);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertRefused(string expected, params (string Key, string Value)[] values)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Bind(values));

        Assert.Contains(refused.Errors, error => error.Contains(expected, StringComparison.Ordinal));
        Assert.All(refused.Errors, error => Assert.DoesNotContain('\n', error));
    }

    private static NodeOptions Bind(params (string Key, string Value)[] values) =>
        NodeConfiguration.Bind(new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());

    // A later value of a key stands for an earlier one.
    private (string Key, string Value)[] Followed(params (string Key, string Value)[] more)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return [.. WithKey(key.ExportSubjectPublicKeyInfoPem()).Concat(more).GroupBy(pair => pair.Key).Select(pairs => pairs.Last())];
    }

    private (string Key, string Value)[] WithKey(string? pem)
    {
        string path = Path.Combine(_folder, "global.pub.pem");
        if (pem is not null) File.WriteAllText(path, pem);
        return [("Feeds:0:Name", "global"), ("Feeds:0:Url", "https://registry.example.org/feeds/global/"), ("Feeds:0:PublicKey", path)];
    }
}
