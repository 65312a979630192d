using System.Collections.Concurrent;
using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Running;

/// <summary>Runs cases side by side, those first that wait for timers.</summary>
internal sealed class SuiteRunner(Profile profile, ITargets targets, ITrafficLog? log, TimeProvider time)
{
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Unfair = TimeSpan.FromMilliseconds(150);
    private const int MostAttempts = 4;

    /// <summary>Runs them all.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="ended">Called as each ends, from several threads.</param>
    /// <param name="cancellation">Ends the run after the cases that are on their way.</param>
    /// <returns>The results in the order of the cases.</returns>
    /// <exception cref="TargetProblemException">A target does not start.</exception>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<Case> cases, Action<CaseResult>? ended = null, CancellationToken cancellation = default)
    {
        ConcurrentDictionary<string, CaseResult> results = [];
        ParallelOptions options = new() { MaxDegreeOfParallelism = profile.Parallel, CancellationToken = cancellation };
        await Parallel.ForEachAsync(cases.OrderByDescending(one => one.WaitsForTimers), options, async (one, _) =>
        {
            CaseResult result = await JudgeAsync(one);
            results[one.Id] = result;
            ended?.Invoke(result);
        });
        return [.. cases.Select(one => results[one.Id])];
    }

    /// <summary>Runs a case, and again when it failed while the runner itself was held up.</summary>
    private async Task<CaseResult> JudgeAsync(Case one)
    {
        for (int attempt = 1; ; attempt++)
        {
            await using Pacemaker pacemaker = new(time);
            CaseResult result = await RunAsync(one);
            if (result.Outcome != Outcome.Failed || pacemaker.Longest < Unfair || attempt == MostAttempts)
                return result;
        }
    }

    private async Task<CaseResult> RunAsync(Case one)
    {
        if (Applicability.Obstacle(one, profile, targets) is { } obstacle)
            return new CaseResult(one, Outcome.Skipped, obstacle, TimeSpan.Zero);
        await using TargetLease target = await targets.LeaseAsync(one.Configuration, one.StopsTarget);
        long begin = time.GetTimestamp();
        await using CaseRun run = new(one, profile, target, log, time);
        try
        {
            await run.RunAsync().WaitAsync(LongestCase, time);
            return new CaseResult(one, Outcome.Passed, "", time.GetElapsedTime(begin));
        }
        catch (JudgementException e)
        {
            return new CaseResult(one, Outcome.Failed, e.Message, time.GetElapsedTime(begin), e);
        }
        catch (FormatException e)
        {
            return new CaseResult(one, Outcome.Failed, $"the case cannot be run: {e.Message}", time.GetElapsedTime(begin));
        }
        catch (TimeoutException)
        {
            return new CaseResult(one, Outcome.Failed, $"the case took longer than {LongestCase.TotalSeconds} s", time.GetElapsedTime(begin));
        }
    }
}
