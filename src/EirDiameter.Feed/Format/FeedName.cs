namespace EirDiameter.Feed;

/// <summary>Names of feeds: 1 to 64 lower-case letters, digits, `-` and `_`, so that they can stand in paths, addresses and metrics.</summary>
public static class FeedName
{
    /// <summary>Characters of the longest name.</summary>
    public const int MaxLength = 64;

    /// <summary>Whether a feed can have this name.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: >= 1 and <= MaxLength } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
