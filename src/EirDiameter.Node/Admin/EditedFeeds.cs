using EirDiameter.Node.Feeds;
using EirDiameter.Store;

namespace EirDiameter.Node.Admin;

/// <summary>Which feeds are edited here: those that no publisher speaks for, since what it did not say would be taken back as drift.</summary>
internal static class EditedFeeds
{
    /// <summary>Null = the feed may be edited; else the answer to who tries.</summary>
    public static IResult? WhyNot(string feed, ListingStore store, FeedFollowers followers) =>
        !store.Feeds.Contains(feed) ? Problem.NotFound($"There is no feed '{feed}'; expected one of {string.Join(", ", store.Feeds)}")
        : followers.Find(feed) is not null ? Problem.Refused(
            $"Feed {feed} is followed from its Url, and whatever its publisher does not say is taken back: have the publisher say it, or edit another feed (local)")
        : null;
}
