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
    private readonly bool _sinceConnect;

    public ExpectSilenceStep(YamlMap map)
    {
        _on = map.Text("on");
        _for = Duration(map, "for") ?? throw map.Problem("silence needs 'for', such as for: 1s");
        _sinceConnect = map.Flag("since-connect", false);
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
        if (_sinceConnect && connection.HadWatchdogSince(0))
            throw new JudgementException("DWR came on a connection that was never silent for so long") { Connection = connection.Name };
        if (connection.HadWatchdogSince(since))
            throw new JudgementException($"DWR came instead of {_for} of silence") { Connection = connection.Name };
    }
}
