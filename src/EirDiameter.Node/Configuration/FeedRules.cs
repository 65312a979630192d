using System.Text.RegularExpressions;
using EirDiameter.Feed;

namespace EirDiameter.Node.Configuration;

/// <summary>The rules of the sections <c>Feeds</c>, <c>Push</c> and <c>Lists</c>: which feeds there are, and that each has one mouth.</summary>
internal static partial class FeedRules
{
    private const int MostFeeds = Store.ListingStore.MaxFeeds;
    private const int Day = 86_400;
    private const int Year = 365 * Day;
    private const int MostRecordsPerSecond = 1_000_000;
    private const string Local = "local";

    private static readonly string[] StandardFeeds = ["global", "national", "operator", Local];

    /// <summary>All feeds, in the order of their numbers: the four that are always there, then those of <c>Feeds</c>, then those of <c>Push</c>.</summary>
    public static string[] Names(NodeOptions options) =>
        [.. StandardFeeds.Concat(options.Feeds.Select(feed => feed.Name)).Concat(options.Push.Select(push => push.Feed)).Distinct()];

    public static void Validate(NodeOptions options, List<string> errors)
    {
        HashSet<string> named = [];
        for (int i = 0; i < options.Feeds.Count; i++) ValidateFeed(options.Feeds[i], $"Feeds:{i}", named, errors);
        for (int i = 0; i < options.Push.Count; i++) ValidatePush(options, i, errors);
        string[] feeds = Names(options);
        if (feeds.Length > MostFeeds) errors.Add($"Feeds: expected at most {MostFeeds} feeds in all, not {feeds.Length}");
        for (int i = 0; i < options.Lists.Count; i++) ValidateList(options, feeds, i, errors);
    }

    private static void ValidateFeed(FeedSection feed, string key, HashSet<string> named, List<string> errors)
    {
        CheckName($"{key}:Name", feed.Name, errors);
        if (!named.Add(feed.Name)) errors.Add($"{key}:Name: '{feed.Name}' stands twice in Feeds");
        if (feed.Url is not null) ValidateFollowed(feed, key, errors);
        NodeOptionsValidator.Range($"{key}:IntervalSeconds", feed.IntervalSeconds, 1, Day, errors);

        // Looks come up to a tenth late, and one of them may fail: less would make a sound feed stale now and then.
        long least = 2L * feed.IntervalSeconds;
        if (feed.StaleAfterSeconds < least || feed.StaleAfterSeconds > Year)
            errors.Add($"{key}:StaleAfterSeconds: expected a number from twice IntervalSeconds ({least}) to {Year}, not {feed.StaleAfterSeconds}");
        if (feed.WhenStale is not (FeedSection.KeepWhenStale or FeedSection.IgnoreWhenStale))
            errors.Add($"{key}:WhenStale: expected {FeedSection.KeepWhenStale} or {FeedSection.IgnoreWhenStale}, not '{feed.WhenStale}'");
        CheckPercent($"{key}:Guards:MaxShrinkPercent", feed.Guards.MaxShrinkPercent, errors);
        CheckPercent($"{key}:Guards:MaxNewlyBlackPercent", feed.Guards.MaxNewlyBlackPercent, errors);
        CheckPercent($"{key}:Guards:MaxSeenNewlyBlackPercent", feed.Guards.MaxSeenNewlyBlackPercent, errors);
        if (feed.Guards.MaxNewlyBlack < 0)
            errors.Add($"{key}:Guards:MaxNewlyBlack: expected a number from 0, or null to turn the guard off, not {feed.Guards.MaxNewlyBlack}");
    }

    private static void ValidateFollowed(FeedSection feed, string key, List<string> errors)
    {
        if (feed.Name == Local) errors.Add($"{key}:Url: feed 'local' is what is edited on this node and cannot be followed; name another feed");
        if (!Uri.TryCreate(feed.Url, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            errors.Add($"{key}:Url: expected the http:// or https:// address of the folder that holds manifest.json, not '{feed.Url}'");
        else if (url.UserInfo.Length > 0)
            errors.Add($"{key}:Url: expected no user name or password in the address; give what the publisher asks for as {key}:Key");
        else if (url.Query.Length > 0 || url.Fragment.Length > 0)
            errors.Add($"{key}:Url: expected nothing behind the path, not '{url.Query}{url.Fragment}'");
        if (WhyNotKey(feed.PublicKey) is string why) errors.Add($"{key}:PublicKey: expected a PEM file with the P-256 public key that signs the feed{why}");
        if (feed.Key is not null && (feed.Key.Length == 0 || feed.Key.Any(c => c is <= ' ' or > '~')))
            errors.Add($"{key}:Key: expected visible ASCII characters without spaces, or null to show none");
    }

    private static string? WhyNotKey(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) return ", since Url is given";
        try
        {
            FeedVerifier.FromPem(path).Dispose();
            return null;
        }
        catch (FeedException e)
        {
            return $": {e.Message}";
        }
    }

    private static void ValidatePush(NodeOptions options, int number, List<string> errors)
    {
        PushSection push = options.Push[number];
        string key = $"Push:{number}";
        CheckName($"{key}:Feed", push.Feed, errors);
        if (push.Feed == Local) errors.Add($"{key}:Feed: feed 'local' is what is edited on this node and cannot be pushed; name another feed");
        if (IsFollowed(options, push.Feed)) errors.Add($"{key}:Feed: feed '{push.Feed}' is followed from its Url and cannot be pushed as well; name another feed");
        IEnumerable<PushSection> before = options.Push.Take(number);
        if (before.Any(other => other.Feed == push.Feed)) errors.Add($"{key}:Feed: '{push.Feed}' stands twice in Push");
        if (!NodeOptionsValidator.IsKey(push.Key))
            errors.Add($"{key}:Key: expected {NodeOptionsValidator.ShortestKey} or more visible ASCII characters without spaces");
        else if (options.Admin.Keys.Contains(push.Key))
            errors.Add($"{key}:Key: expected another key than those of Admin:Keys, since it must open nothing but this feed's push");
        else if (before.Any(other => other.Key == push.Key))
            errors.Add($"{key}:Key: expected another key than those of the other feeds of Push, since it must open nothing but this feed's push");
        NodeOptionsValidator.Range($"{key}:MaxRecordsPerSecond", push.MaxRecordsPerSecond, 0, MostRecordsPerSecond, errors);
    }

    private static void ValidateList(NodeOptions options, string[] feeds, int number, List<string> errors)
    {
        ListSection list = options.Lists[number];
        string key = $"Lists:{number}";
        if (!feeds.Contains(list.Feed)) errors.Add($"{key}:Feed: expected one of {string.Join(", ", feeds)}, not '{list.Feed}'");

        // What the publisher did not say would be drift.
        if (IsFollowed(options, list.Feed)) errors.Add($"{key}:Feed: feed '{list.Feed}' is followed from its Url and takes no list files; name another feed");
        if (string.IsNullOrWhiteSpace(list.File)) errors.Add($"{key}:File: expected the name of a list file");
    }

    private static bool IsFollowed(NodeOptions options, string name) => options.Feeds.Any(feed => feed.Name == name && feed.Url is not null);

    private static void CheckName(string key, string name, List<string> errors)
    {
        if (!FeedName().IsMatch(name)) errors.Add($"{key}: expected 1 to 32 lower-case letters, digits or '-', not '{name}'");
    }

    private static void CheckPercent(string key, double? value, List<string> errors)
    {
        if (value is not (null or (>= 0 and <= 100))) errors.Add(FormattableString.Invariant($"{key}: expected a number from 0 to 100, or null to turn the guard off, not {value}"));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}\\z")]
    private static partial Regex FeedName();
}
