namespace EirDiameter.Registry;

/// <summary>Lets go, every day, what listings have from claims whose time has come to an end.</summary>
internal sealed class ExpiredClaims(RegistryDatabase database)
{
    // Longer than the registry is likely to stand still.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(30);

    public Task ApplyAsync(CancellationToken cancellation) => database.ChangeAsync(
        Actor.Registry,
        "listings-expired",
        async change =>
        {
            long listings = await Claims.ExpireAsync(change, change.Now - LookBack);
            if (listings > 0)
                change.Record(new { listings });
            return listings;
        },
        cancellation);
}
