using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Tests.FaultyEir;

namespace EirDiameter.Conformance.Tests.Running;

/// <summary>A runner that its machine does not serve in time does not blame the target.</summary>
public class HeldUpRunnerTests
{
    private static readonly string Profiles = Path.Combine(AppContext.BaseDirectory, "profiles");
    private static readonly Case One = CaseLibrary.Read(CaseLibrary.Usual).Single(one => one.Id == "error-3001-unknown-command");

    [Fact]
    public async Task A_case_that_failed_while_the_runner_was_held_up_is_run_again_and_then_believed()
    {
        await using CountingTargets targets = new();
        IReadOnlyList<CaseResult> results = await RunAsync(targets, new JumpyTime());
        Assert.Equal(Outcome.Failed, Assert.Single(results).Outcome);
        Assert.InRange(targets.Leases, 2, 4);
    }

    [Fact]
    public async Task A_runner_that_was_served_in_time_is_believed_at_once()
    {
        await using CountingTargets targets = new();
        IReadOnlyList<CaseResult> results = await RunAsync(targets, new SteadyTime());
        Assert.Equal(Outcome.Failed, Assert.Single(results).Outcome);
        Assert.Equal(1, targets.Leases);
    }

    private static Task<IReadOnlyList<CaseResult>> RunAsync(ITargets targets, TimeProvider time) =>
        new SuiteRunner(Profile.Read(Path.Combine(Profiles, "node.yaml")), targets, null, time).RunAsync([One]);

    /// <summary>Its clock goes on by a second each time that it is looked at.</summary>
    private sealed class JumpyTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Increment(ref _looks) * TimestampFrequency);
    }

    /// <summary>Its clock stands still, so that nothing is ever late.</summary>
    private sealed class SteadyTime : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }

    private sealed class CountingTargets : ITargets
    {
        private readonly FaultyTargets _faulty = new(
            new EirSettings { Lists = EquipmentLists.Read(Path.Combine(Profiles, "equipment.csv")) }, Fault.ErrorFlagMissing);

        public int Leases { get; private set; }

        public bool CanStop => _faulty.CanStop;

        public bool IsSecured => _faulty.IsSecured;

        public bool Has(string configuration) => _faulty.Has(configuration);

        public Task<TargetLease> LeaseAsync(string configuration, bool exclusive)
        {
            Leases++;
            return _faulty.LeaseAsync(configuration, exclusive);
        }

        public ValueTask DisposeAsync() => _faulty.DisposeAsync();
    }
}
