using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Sends a message again, here or on another connection than before.</summary>
internal sealed class ResendStep(YamlMap map) : OutgoingStep(map.Text("on"))
{
    private readonly string _what = map.RequiredText("resend");
    private readonly string? _label = map.Text("label");
    private readonly HeaderSpec _header = HeaderSpec.Read(map.Map("header"));

    /// <inheritdoc/>
    public override SentBatch Compose(CaseRun run, CaseConnection connection)
    {
        SentBatch batch = run.Labelled(_what) ?? throw new FormatException($"nothing was sent with the label '{_what}'");
        return SentBatch.Whole(_label, [.. batch.Messages.Select(Again)]);
    }

    private SentMessage Again(SentMessage message)
    {
        byte[] octets = [.. message.Octets];
        if (!message.HasHeader)
            return message;
        DraftMessage header = new()
        {
            Version = octets[0],
            Flags = octets[4],
            Command = message.Command,
            Application = message.Application,
            HopByHop = message.HopByHop,
            EndToEnd = message.EndToEnd,
            Length = new LengthClaim(false, (int)NaiveMessage.Number(octets, 1, 3)),
        };
        _header.ApplyTo(header);
        header.Encode().CopyTo(octets, 0);
        return message with { Octets = octets };
    }
}
