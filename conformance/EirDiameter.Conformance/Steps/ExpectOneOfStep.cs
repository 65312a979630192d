using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Steps;

/// <summary>Several things are right; the first that happens is taken, and what follows it in the case is judged.</summary>
internal sealed class ExpectOneOfStep : Step
{
    private readonly IReadOnlyList<IReadOnlyList<Step>> _alternatives;

    public ExpectOneOfStep(YamlMap map)
    {
        _alternatives = [.. map.Nodes("expect-one-of").Select(node => Alternative(map, node))];
        if (_alternatives.Count < 2)
            throw map.Problem("'expect-one-of' has two alternatives or more");
    }

    /// <inheritdoc/>
    public override IEnumerable<Step> Inner => _alternatives.SelectMany(steps => steps);

    /// <inheritdoc/>
    public override bool WaitsForTimer => Inner.Any(step => step.WaitsForTimer);

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        JudgementException? nearest = null;
        foreach (IReadOnlyList<Step> steps in _alternatives)
        {
            Action rewind = run.Mark();
            try
            {
                await steps[0].RunAsync(run);
            }
            catch (JudgementException e)
            {
                // The one that is the nearest to what came says most: it has read it, and differs in the least.
                if (nearest is null || Distance(e) < Distance(nearest))
                    nearest = e;
                rewind();
                continue;
            }

            foreach (Step step in steps.Skip(1))
                await step.RunAsync(run);
            return;
        }

        throw new JudgementException($"none of {_alternatives.Count} right ways was taken; the nearest: {nearest!.Message}")
        {
            Connection = nearest.Connection,
            Request = nearest.Request,
            Received = nearest.Received,
            Differences = nearest.Differences,
        };
    }

    private static int Distance(JudgementException e) => e.Differences.Count == 0 ? int.MaxValue : e.Differences.Count;

    private static IReadOnlyList<Step> Alternative(YamlMap map, YamlNode node) => node is YamlSequenceNode { Children.Count: > 0 } list
        ? [.. list.Select(one => StepReader.Read(map.MapOf(one, "expect-one-of")))]
        : [StepReader.Read(map.MapOf(node, "expect-one-of"))];
}
