using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Waits for the answer to what was sent last, or to what a label names, and judges it.</summary>
internal sealed class ExpectAnswerStep : Step
{
    private readonly string? _on;
    private readonly string? _answers;
    private readonly MessageKind? _kind;
    private readonly MessageExpectation _all;
    private readonly IReadOnlyList<MessageExpectation> _mixed;
    private readonly int? _count;
    private readonly Duration? _within;
    private readonly Duration? _after;

    public ExpectAnswerStep(YamlMap map, MessageKind? kind)
    {
        _on = map.Text("on");
        _answers = map.Text("answers");
        _kind = kind;
        _all = new MessageExpectation(map);
        _mixed = [.. map.Maps("mixed").Select(One)];
        _count = map.Number("count");
        _within = Duration(map, "within");
        _after = Duration(map, "after");
    }

    /// <inheritdoc/>
    public override bool WaitsForTimer => (_after ?? _within)?.NamesTimer ?? false;

    /// <inheritdoc/>
    public override IEnumerable<string> Keeps => _all.Keeps;

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on);
        SentBatch batch = (_answers is null ? connection.LastRequest : connection.Labelled(_answers))
            ?? throw new FormatException(_answers is null ? "nothing was sent that could be answered" : $"nothing was sent with the label '{_answers}' on this connection");
        List<SentMessage> open = [.. batch.Messages];
        HashSet<MessageExpectation> seen = [];
        for (int left = _count ?? open.Count; left > 0; left--)
        {
            if (open.Count == 0)
                throw new FormatException($"{batch.Messages.Count} were sent, so {_count} answers can't come");
            long since = connection.Inbox.Since;
            (SentMessage request, NaiveMessage answer) = await Running.Answers.TakeAsync(connection, open, run.For(_within));
            open.Remove(request);
            if (_after is not null && run.Time.GetElapsedTime(since, connection.Inbox.Since) is TimeSpan elapsed && elapsed < run.For(_after))
                throw new JudgementException($"the answer came after {elapsed.TotalSeconds:0.00} s, before {_after}") { Connection = connection.Name, Received = answer.Encode() };
            Judge(run, connection, request, answer, seen);
        }

        if (seen.Count < _mixed.Count)
            throw new JudgementException($"of the {_mixed.Count} kinds of answers that must come, {seen.Count} came") { Connection = connection.Name };
    }

    private static MessageExpectation One(YamlMap map)
    {
        MessageExpectation expectation = new(map);
        map.End("an answer");
        return expectation;
    }

    private void Judge(CaseRun run, CaseConnection connection, SentMessage request, NaiveMessage answer, HashSet<MessageExpectation> seen)
    {
        List<Difference> differences = [.. _all.Judge(answer, request.Avps, run.Answers, run.Expand)];
        if (_kind is not null && _kind.Command != answer.Command)
            differences.Add(new Difference("Command Code", $"{_kind.Command} ({_kind.Name})", $"{answer.Command}"));
        if (differences.Count == 0 && _mixed.Count > 0)
        {
            MessageExpectation? like = _mixed.FirstOrDefault(one => !one.Judge(answer, request.Avps, run.Answers, run.Expand).Any());
            if (like is null)
                differences.AddRange(_mixed[0].Judge(answer, request.Avps, run.Answers, run.Expand));
            else
                seen.Add(like);
        }

        if (differences.Count > 0)
            throw new JudgementException("the answer is not as it must be") { Connection = connection.Name, Request = request.Octets, Received = answer.Encode(), Differences = differences };
        run.Keep(_all.Kept(answer));
    }
}
