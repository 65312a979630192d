using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>One wish of a participant that a feed list something.</summary>
/// <param name="Source">What made it: <c>report</c>, <c>approval</c> or <c>finding</c>.</param>
/// <param name="Feed"><c>global</c>, or a country: ISO 3166 alpha-2 in lower case.</param>
/// <param name="Listing">What is to be listed.</param>
internal sealed record Claim(string Source, string Feed, FeedListing Listing);
