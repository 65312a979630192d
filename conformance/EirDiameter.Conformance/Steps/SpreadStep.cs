using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>On each of several connections comes a request, and not on all at the same moment: RFC 3539 3.4.1 wants jitter.</summary>
internal sealed class SpreadStep : Step
{
    private readonly MessageKind _kind;
    private readonly IReadOnlyList<string> _on;
    private readonly Duration _least;
    private readonly Duration _within;

    public SpreadStep(YamlMap map)
    {
        YamlMap spread = map.Map("spread")!;
        string of = spread.RequiredText("of");
        _kind = MessageKind.Find(of) is { IsRequest: true } kind ? kind : throw spread.Problem($"'{of}' is no request of the target: write DWR or DPR");
        _on = spread.Texts("on");
        _least = Duration(spread, "at-least") ?? throw spread.Problem("'at-least' is missing");
        _within = Duration(spread, "within") ?? Cases.Duration.Parse("watchdog + jitter + 2s");
        spread.End("spread");
        if (_on.Count < 2)
            throw spread.Problem("'on' names two connections or more");
    }

    /// <inheritdoc/>
    public override bool WaitsForTimer => true;

    /// <inheritdoc/>
    public override IEnumerable<string?> Watches => _kind.Command == MessageKind.DeviceWatchdog ? _on : [];

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        List<TimeSpan> waited = [];
        foreach (CaseConnection connection in _on.Select(run.On))
        {
            long since = connection.Inbox.Since;
            Arrival arrival = await connection.Inbox.TakeAsync(IsIt, run.For(_within))
                ?? throw new JudgementException($"no {_kind.Name} came within {run.For(_within).TotalSeconds:0.0} s") { Connection = connection.Name };
            if (arrival.IsEnd)
                throw new JudgementException($"{Unwanted.Name(arrival)} instead of a {_kind.Name}") { Connection = connection.Name };
            waited.Add(connection.Elapsed(since, arrival));
        }

        TimeSpan spread = waited.Max() - waited.Min();
        if (spread < run.For(_least))
            throw new JudgementException($"on {waited.Count} connections {_kind.Name} came after {string.Join(", ", waited.Select(one => $"{one.TotalSeconds:0.000} s"))}: they differ by less than {_least}");
    }

    private Fit IsIt(Arrival arrival) =>
        arrival.IsEnd || (arrival.Kind == ArrivalKind.Message && (arrival.Octets[4] & 0x80) != 0 && NaiveMessage.Number(arrival.Octets, 5, 3) == _kind.Command) ? Fit.Take : Fit.Leave;
}
