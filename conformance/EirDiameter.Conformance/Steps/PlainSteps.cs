using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Lets time pass.</summary>
internal sealed class WaitStep(YamlMap map) : Step
{
    private readonly Cases.Duration _for = Duration(map, "wait")!;

    /// <inheritdoc/>
    public override bool WaitsForTimer => _for.NamesTimer;

    /// <inheritdoc/>
    public override Task RunAsync(CaseRun run) => Task.Delay(_for.For(run.Profile), run.Time);
}

/// <summary>Ends a connection by FIN; what comes on it can still be judged.</summary>
internal sealed class CloseStep(YamlMap map) : Step
{
    private readonly string _name = map.RequiredText("close");

    /// <inheritdoc/>
    public override Task RunAsync(CaseRun run)
    {
        run.On(_name).End();
        return Task.CompletedTask;
    }
}

/// <summary>Ends a connection by RST.</summary>
internal sealed class ResetStep(YamlMap map) : Step
{
    private readonly string _name = map.RequiredText("reset");

    /// <inheritdoc/>
    public override Task RunAsync(CaseRun run)
    {
        run.On(_name).Reset();
        return Task.CompletedTask;
    }
}

/// <summary>Asks the target to stop.</summary>
internal sealed class StopStep : Step
{
    /// <summary>What a case with such a step needs of the profile.</summary>
    public const string Need = "stop";

    public StopStep(YamlMap map)
    {
        if (map.RequiredText("stop") != "target")
            throw map.Problem("write stop: target");
    }

    /// <inheritdoc/>
    public override Task RunAsync(CaseRun run)
    {
        run.StopTarget();
        return Task.CompletedTask;
    }
}
