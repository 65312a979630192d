using Dapper;

namespace EirDiameter.Registry;

/// <summary>What somebody makes of a finding.</summary>
/// <param name="Key">The finding's equipment.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Status">What it is.</param>
/// <param name="Why">Why so.</param>
internal sealed record FindingSettlement(long Key, string Kind, FindingStatus Status, string Why)
{
    /// <summary>By the registrar: for all, whatever the administrations of countries had said. A hold stays, which only a release ends.</summary>
    public Task ForAllAsync(Change change) => change.Connection.ExecuteAsync(
        """
        DELETE FROM finding_settlements WHERE key = @Key AND kind = @Kind;
        UPDATE findings SET status = @word, updated = @Sequence, settled_by = @Id, settled_as = @Name, settled_why = @Why WHERE key = @Key AND kind = @Kind
        """,
        new { Key, Kind, word = RegistryWords.Of(Status), change.Sequence, change.Actor.Id, change.Actor.Name, Why },
        change.Transaction);

    /// <summary>By an administration: for its own country, if nobody else said it for this or for all.</summary>
    /// <param name="change">The change.</param>
    /// <param name="settledBy">Who said it for the country; null = nobody.</param>
    /// <param name="forAll">What it is for all.</param>
    /// <param name="settledAs">The name of who said either.</param>
    /// <exception cref="RegistryException">Somebody else did.</exception>
    public Task ForCountryAsync(Change change, long? settledBy, string forAll, string? settledAs)
    {
        if (settledBy is { } by ? by != change.Actor.Id : forAll != RegistryWords.Of(FindingStatus.Open))
            throw new RegistryException(RegistryFault.Conflict, $"{settledAs} settled this finding: it or the registrar may change that");
        return change.Connection.ExecuteAsync(
            $"""
            UPDATE findings SET updated = @Sequence WHERE key = @Key AND kind = @Kind;
            DELETE FROM finding_settlements WHERE key = @Key AND kind = @Kind AND country = @Country;
            {(Status == FindingStatus.Open ? "" : Insert)}
            """,
            new { Key, Kind, change.Actor.Country, word = RegistryWords.Of(Status), change.Actor.Id, change.Actor.Name, Why, change.Sequence },
            change.Transaction);
    }

    private const string Insert =
        """
        INSERT INTO finding_settlements (key, kind, country, status, participant, settled_as, settled_why, sequence)
        VALUES (@Key, @Kind, @Country, @word, @Id, @Name, @Why, @Sequence)
        """;
}
