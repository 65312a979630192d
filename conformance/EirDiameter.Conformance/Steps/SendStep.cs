using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Sends a message, right or wrong on purpose.</summary>
internal sealed class SendStep : OutgoingStep
{
    private const int MostRepeats = 100_000;

    private readonly MessageSpec _message;
    private readonly int? _cut;
    private readonly IReadOnlyList<int> _split;
    private readonly bool _isSplitEvenly;
    private readonly int _repeat;
    private readonly string? _label;

    public SendStep(YamlMap map, MessageKind kind)
        : base(map.Text("on"))
    {
        _message = new MessageSpec(kind, map);
        _cut = map.Number("cut");
        _split = [.. map.Texts("split").Select(text => int.TryParse(text, out int size) && size > 0 ? size : throw map.Problem("'split' has sizes of 1 octet and more"))];
        _isSplitEvenly = map.Node("split") is YamlDotNet.RepresentationModel.YamlScalarNode;
        _repeat = map.Number("repeat") ?? 1;
        _label = map.Text("label");
        if (_repeat is < 1 or > MostRepeats)
            throw map.Problem($"'repeat' is 1 to {MostRepeats}");
    }

    /// <inheritdoc/>
    public override bool UsesUsualImei => _message.UsesUsualImei;

    /// <inheritdoc/>
    public override SentBatch Compose(CaseRun run, CaseConnection connection)
    {
        List<SentMessage> messages = [];
        List<byte> octets = [];
        for (int i = 0; i < _repeat; i++)
        {
            DraftMessage draft = _message.Draft(connection.Sender, connection.RequestOf(_message.Kind.Command), run.NextIds(), run.Expand);
            messages.Add(SentMessage.Of(draft));
            octets.AddRange(messages[^1].Octets);
        }

        byte[] all = [.. octets];
        if (_cut is { } cut)
            all = all[..Math.Min(cut < 0 ? Math.Max(0, all.Length + cut) : cut, all.Length)];
        return new SentBatch(_label, messages, Pieces(all), TimeSpan.FromMilliseconds(_isSplitEvenly ? 1 : 20));
    }

    private List<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> octets)
    {
        List<ReadOnlyMemory<byte>> pieces = [];
        for (int i = 0; octets.Length > 0; i++)
        {
            int size = _isSplitEvenly ? _split[0] : i < _split.Count ? _split[i] : octets.Length;
            pieces.Add(octets[..Math.Min(size, octets.Length)]);
            octets = octets[pieces[^1].Length..];
        }

        return pieces;
    }
}
