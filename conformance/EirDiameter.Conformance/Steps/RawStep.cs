using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Sends octets, whatever they are.</summary>
internal sealed class RawStep : OutgoingStep
{
    private readonly byte[] _octets;
    private readonly string? _label;

    public RawStep(YamlMap map)
        : base(map.Text("on"))
    {
        _label = map.Text("label");
        try
        {
            _octets = AvpValueEncoder.Hex(map.RequiredText("raw").Replace("hex:", "", StringComparison.Ordinal));
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }

    /// <inheritdoc/>
    public override SentBatch Compose(CaseRun run, CaseConnection connection) => SentBatch.Whole(_label, SentMessage.Of(_octets));
}
