using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Sends several messages in one write.</summary>
internal sealed class TogetherStep : Step
{
    private readonly IReadOnlyList<OutgoingStep> _steps;
    private readonly string? _on;

    public TogetherStep(YamlMap map)
    {
        _on = map.Text("on");
        _steps = [.. map.Maps("together").Select(one => StepReader.Read(one) as OutgoingStep ?? throw one.Problem("together has send, raw and resend only"))];
        if (_steps.Count == 0)
            throw map.Problem("'together' has no message");
    }

    /// <inheritdoc/>
    public override IEnumerable<Step> Inner => _steps;

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on ?? _steps[0].On);
        List<SentBatch> batches = [.. _steps.Select(step => step.Compose(run, connection))];
        byte[] all = [.. batches.SelectMany(batch => batch.Pieces).SelectMany(piece => piece.ToArray())];

        // Each keeps its label and its messages; the octets go with the last.
        foreach (SentBatch batch in batches.SkipLast(1))
            await connection.SendAsync(batch with { Pieces = [] });
        await connection.SendAsync(batches[^1] with { Pieces = [all] });
    }
}
