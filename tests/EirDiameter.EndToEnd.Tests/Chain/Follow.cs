namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>How a node is told to follow a feed.</summary>
internal static class Follow
{
    private static readonly string[] Guards = ["MaxShrinkPercent", "MaxNewlyBlackPercent", "MaxNewlyBlack", "MaxSeenNewlyBlackPercent"];

    /// <summary>No guard holds anything of the first feed: here whole lists change hands.</summary>
    public static string[] Unguarded { get; } = [.. Guards.SelectMany(guard => (string[])[$"--Feeds:0:Guards:{guard}", ""])];

    /// <summary>Looks every second.</summary>
    /// <param name="url">Address of the feed's folder.</param>
    /// <param name="publicKey">File of the key that signs it.</param>
    /// <param name="feed">Its name.</param>
    /// <param name="number">Its place in the configuration.</param>
    public static string[] EverySecond(string url, string publicKey, string feed = "global", int number = 0) =>
    [
        $"--Feeds:{number}:Name", feed,
        $"--Feeds:{number}:Url", url,
        $"--Feeds:{number}:PublicKey", publicKey,
        $"--Feeds:{number}:IntervalSeconds", "1",
    ];
}
