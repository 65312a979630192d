using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Waits for the target to end the connection, with nothing said before but DWRs.</summary>
internal sealed class ExpectCloseStep : Step
{
    private readonly string? _on;
    private readonly string? _how;
    private readonly Duration? _within;
    private readonly Duration? _after;

    public ExpectCloseStep(YamlMap map)
    {
        _on = map.Text("on");
        _how = map.Text("how") is { } how ? (how is "reset" or "end" ? how : throw map.Problem($"'how' is reset or end, not '{how}'")) : null;
        _within = Duration(map, "within");
        _after = Duration(map, "after");
    }

    /// <inheritdoc/>
    public override bool WaitsForTimer => (_after ?? _within)?.NamesTimer ?? false;

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on);
        TimeSpan limit = run.For(_within);
        long since = connection.Inbox.Since;
        Arrival arrival = await connection.Inbox.TakeAsync(Judge, limit) ?? throw Failure($"the target did not end the connection within {limit.TotalSeconds:0.0} s", connection, null);
        TimeSpan elapsed = connection.Elapsed(since, arrival);
        if (!arrival.IsEnd)
            throw Failure($"{Unwanted.Name(arrival)} instead of the end of the connection", connection, arrival);
        if (elapsed > limit)
            throw Failure($"the target ended the connection after {elapsed.TotalSeconds:0.00} s, not within {limit.TotalSeconds:0.0} s", connection, null);
        if (_after is not null && elapsed < run.For(_after))
            throw Failure($"the target ended the connection after {elapsed.TotalSeconds:0.00} s, before {run.For(_after).TotalSeconds:0.0} s", connection, null);
        if (_how is not null && (_how == "reset") != (arrival.Kind == ArrivalKind.Reset))
            throw Failure($"{Unwanted.Name(arrival)}, not a {_how}", connection, null);
    }

    private static Fit Judge(Arrival arrival) => CaseConnection.IsWatchdog(arrival) ? Fit.Leave : Fit.Take;

    private static JudgementException Failure(string what, CaseConnection connection, Arrival? received) =>
        new(what) { Connection = connection.Name, Received = received?.Octets };
}
