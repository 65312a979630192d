using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>From who says something to the MME that is told it: participants, registry, signed feeds, node, Diameter.</summary>
public sealed class ChainTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly string Stolen = Country.Phone(1), StolenLater = Country.Phone(2), StolenLast = Country.Phone(3);
    private static readonly string Barred = Country.Phone(4), Pushed = Country.Phone(5);
    private static readonly string Made = Country.Phone(999), NeverMade = Country.Phone(1000);

    public static TheoryData<string> Databases => [.. RegistrySite.Databases];

    [Theory, MemberData(nameof(Databases))]
    public async Task What_is_said_to_the_registry_is_what_MMEs_are_told_and_kills_lose_nothing(string database)
    {
        await using Country country = await Country.FoundAsync(database);
        await ToldAsync(country, (Stolen, "unknown"), (Barred, "unknown"), (Made, "unknown"), (NeverMade, "unknown"));

        await country.ReportAsync("stolen", Stolen);
        string bar = await country.ReportAsync("barred", Barred);
        await country.DeclareAllMadeAsync("000000", "000999");
        await ToldAsync(country, (Stolen, "black"), (Barred, "black"), (Made, "unknown"), (NeverMade, "grey"));

        await country.ReportAsync("recovered", Stolen);
        await country.WithdrawAsync(bar);
        await ToldAsync(country, (Stolen, "unknown"), (Barred, "unknown"), (NeverMade, "grey"));

        // What was acknowledged a moment before the kill is there.
        await country.PushAsync(Pushed);
        await country.ReportAsync("stolen", StolenLater);
        await country.KillRegistryAsync();
        await country.KillNodeAsync();
        await country.StartNodeAsync(notProduced: "black");
        Assert.Equal("black", await country.Node.CheckAsync(Pushed));
        Assert.Equal("black", await country.Node.CheckAsync(NeverMade));
        Assert.Equal("unknown", await country.Node.CheckAsync(Stolen));
        Assert.Equal("unreachable", await FaultAsync(country, "global"));

        await country.StartRegistryAsync();
        await ToldAsync(country, (StolenLater, "black"), (Stolen, "unknown"), (Barred, "unknown"), (Pushed, "black"));
        await ToldAsync(country, (Made, "unknown"), (NeverMade, "black"));
        await country.ReportAsync("stolen", StolenLast);
        await ToldAsync(country, (StolenLast, "black"), (StolenLater, "black"));
        Assert.Equal(2, (await FeedStatus.OfAsync(country.Node, "global")).Listings);
        Assert.Equal(0, (await FeedStatus.OfAsync(country.Node, "pk")).Listings);

        Assert.Contains("intact: ", await country.Site.RunAsync("audit", "verify"), StringComparison.Ordinal);
        Assert.Equal((0, 0), (await country.Node.StopAsync(), await country.Registry.StopAsync()));
    }

    // All of it at once, within seconds.
    private static async Task ToldAsync(Country country, params (string Phone, string Answer)[] expected)
    {
        string wanted = string.Join(' ', expected.Select(each => each.Answer)), told = "";
        try
        {
            await Eventually.IsTrueAsync(wanted, Limit, async () =>
            {
                await using Diameter.DiameterClient mme = await country.Node.ConnectAsync();
                told = string.Join(' ', await mme.CheckManyAsync([.. expected.Select(each => each.Phone)], window: expected.Length));
                return told == wanted;
            });
        }
        catch (TimeoutException)
        {
            FeedStatus global = await FeedStatus.OfAsync(country.Node, "global"), national = await FeedStatus.OfAsync(country.Node, "pk");
            Assert.Fail($"told {told}, and not {wanted}; {global}, {national}");
        }
    }

    private static async Task<string?> FaultAsync(Country country, string feed)
    {
        string? fault = null;
        await Eventually.IsTrueAsync(
            $"something is wrong with {feed}", Limit, async () => (fault = (await FeedStatus.OfAsync(country.Node, feed)).Fault) is not null);
        return fault;
    }
}
