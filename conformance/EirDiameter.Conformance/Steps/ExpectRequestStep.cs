using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Waits for a request of the target: a DWR or a DPR.</summary>
internal sealed class ExpectRequestStep : Step
{
    private readonly string? _on;
    private readonly MessageKind _kind;
    private readonly MessageExpectation _expectation;
    private readonly Duration? _within;
    private readonly Duration? _after;

    public ExpectRequestStep(YamlMap map, MessageKind kind)
    {
        _on = map.Text("on");
        _kind = kind;
        _expectation = new MessageExpectation(map);
        _within = Duration(map, "within");
        _after = Duration(map, "after");
    }

    /// <inheritdoc/>
    public override bool WaitsForTimer => (_after ?? _within)?.NamesTimer ?? false;

    /// <inheritdoc/>
    public override IEnumerable<string?> Watches => _kind.Command == MessageKind.DeviceWatchdog ? [_on] : [];

    /// <inheritdoc/>
    public override IEnumerable<string> Keeps => _expectation.Keeps;

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on);
        TimeSpan limit = run.For(_within);
        long since = connection.Inbox.Since;
        Arrival arrival = await connection.Inbox.TakeAsync(candidate => Judge(candidate, connection), limit) ?? throw Failure($"no {_kind.Name} came within {limit.TotalSeconds:0.0} s", connection, null);
        TimeSpan elapsed = connection.Elapsed(since, arrival);
        if (elapsed > limit)
            throw Failure($"{_kind.Name} came after {elapsed.TotalSeconds:0.00} s, not within {limit.TotalSeconds:0.0} s", connection, arrival);
        if (_after is not null && elapsed < run.For(_after))
            throw Failure($"{_kind.Name} came after {elapsed.TotalSeconds:0.00} s, before {run.For(_after).TotalSeconds:0.0} s", connection, arrival);
        NaiveMessage request = NaiveMessage.Decode(arrival.Octets) ?? throw Failure($"{_kind.Name} is not well formed", connection, arrival);
        connection.Remember(request);
        IReadOnlyList<Difference> differences = [.. AnswerForm.OfAny(request), .. _expectation.Judge(request, [], run.Answers, run.Expand)];
        if (differences.Count > 0)
            throw Failure($"{_kind.Name} is not as it must be", connection, arrival, differences);
        run.Keep(_expectation.Kept(request));
    }

    private static JudgementException Failure(string what, CaseConnection connection, Arrival? received, IReadOnlyList<Difference>? differences = null) =>
        new(what) { Connection = connection.Name, Received = received?.Octets, Differences = differences ?? [] };

    private Fit Judge(Arrival candidate, CaseConnection connection)
    {
        if (candidate.Kind != ArrivalKind.Message)
            throw Failure($"{Unwanted.Name(candidate)} instead of a {_kind.Name}", connection, candidate.IsEnd ? null : candidate);
        if ((candidate.Octets[4] & 0x80) != 0)
            return NaiveMessage.Number(candidate.Octets, 5, 3) == _kind.Command ? Fit.Take
                : CaseConnection.IsWatchdog(candidate) ? Fit.Leave
                : throw Failure($"{Unwanted.Name(candidate)} instead of a {_kind.Name}", connection, candidate);
        return connection.Sent(NaiveMessage.Number(candidate.Octets, 12, 4)).Count > 0 ? Fit.Leave : throw Failure("an answer came to nothing that was asked", connection, candidate);
    }
}
