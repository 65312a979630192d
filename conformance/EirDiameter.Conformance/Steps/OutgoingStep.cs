using EirDiameter.Conformance.Running;

namespace EirDiameter.Conformance.Steps;

/// <summary>A step that sends octets.</summary>
internal abstract class OutgoingStep(string? on) : Step
{
    /// <summary>The connection; null stands for the first.</summary>
    public string? On => on;

    /// <summary>What to send.</summary>
    /// <exception cref="FormatException">A value is none of its AVP's type.</exception>
    public abstract SentBatch Compose(CaseRun run, CaseConnection connection);

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(on);
        await connection.SendAsync(Compose(run, connection));
    }
}
