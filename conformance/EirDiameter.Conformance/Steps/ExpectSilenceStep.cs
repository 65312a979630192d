using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>For a while nothing may come, and the connection stays open.</summary>
internal sealed class ExpectSilenceStep : Step
{
    private readonly string? _on;
    private readonly Duration _for;

    public ExpectSilenceStep(YamlMap map)
    {
        _on = map.Text("on");
        _for = Duration(map, "for") ?? throw map.Problem("silence needs 'for', such as for: 1s");
    }

    /// <inheritdoc/>
    public override bool WaitsForTimer => _for.NamesTimer;

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on);
        long since = run.Time.GetTimestamp();
        TimeSpan limit = _for.For(run.Profile);
        if (await connection.Inbox.TakeAsync(_ => Fit.Take, limit + run.Time.GetElapsedTime(connection.Inbox.Since)) is { } arrival)
            throw new JudgementException($"{Unwanted.Name(arrival)} instead of {_for} of silence") { Connection = connection.Name, Received = arrival.IsEnd ? null : arrival.Octets };
        if (connection.HadWatchdogSince(since))
            throw new JudgementException($"DWR came instead of {_for} of silence") { Connection = connection.Name };
    }
}
