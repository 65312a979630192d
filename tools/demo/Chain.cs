using System.Diagnostics;

namespace EirDiameter.Demo;

/// <summary>Who speaks to the registry in the demo, and how what they say gets to the node.</summary>
internal sealed class Chain(RegistryApi registry, AdminApi node, IStage stage)
{
    private const string Maker = "Acme Mobile";
    private string _maker = "";
    private string _country = "";

    /// <summary>The registrar loads the TAC database, and admits a manufacturer and a country.</summary>
    public async Task AdmitAsync(CancellationToken cancel)
    {
        await registry.LoadTacsAsync(Scenario.Tac, Maker, cancel);
        _maker = await registry.AdmitAsync(new { name = "Acme", role = "manufacturer", makes = new[] { Maker } }, cancel);
        _country = await registry.AdmitAsync(new { name = "Pakistan", role = "administration", country = "pk" }, cancel);
        stage.Said("Admit who may speak", [
            new("the registrar", $"loads the TAC database: {Scenario.Tac} is a model of {Maker}", "POST /v1/allocations/imports"),
            new("the registrar", "admits the manufacturer Acme, and gives it a key", "POST /v1/participants  role manufacturer, makes Acme Mobile"),
            new("the registrar", "admits the country Pakistan, and gives it a key", "POST /v1/participants  role administration, country pk"),
        ]);
    }

    /// <summary>The manufacturer says what it made, and the country what was stolen; the node takes it from the feed.</summary>
    public async Task SpeakAsync(CancellationToken cancel)
    {
        await registry.DeclareAsync(Scenario.Tac, Scenario.LastMade, _maker, cancel);
        long change = await registry.ReportAsync("stolen", Scenario.Stolen, _country, cancel);
        stage.Said("Declare what was made, report what was stolen", [
            new(
                "Acme",
                $"made serials 000000 to {Scenario.LastMade} of {Scenario.Tac}, and no others",
                $"POST /v1/production  tac {Scenario.Tac}, complete, ranges 000000-{Scenario.LastMade}"),
            new("Pakistan", $"reports {Scenario.Stolen} as stolen", $"POST /v1/reports  type stolen, equipment {Scenario.Stolen}"),
        ]);
        await FollowAsync(change, cancel);
    }

    /// <summary>The country has found the phone again.</summary>
    public async Task RecoverAsync(CancellationToken cancel)
    {
        long change = await registry.ReportAsync("recovered", Scenario.Stolen, _country, cancel);
        stage.Said("Report that it was found again", [
            new(
                "Pakistan",
                $"reports {Scenario.Stolen} as recovered: its report of the theft is withdrawn",
                $"POST /v1/reports  type recovered, equipment {Scenario.Stolen}"),
        ]);
        await FollowAsync(change, cancel);
    }

    private async Task FollowAsync(long change, CancellationToken cancel)
    {
        long started = Stopwatch.GetTimestamp();
        await node.HasFollowedAsync("global", change, cancel);
        stage.Followed(change, Stopwatch.GetElapsedTime(started));
    }
}
