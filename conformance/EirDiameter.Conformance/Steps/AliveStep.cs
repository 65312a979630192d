using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>A DWR gets its DWA: connection and target are alive, and nothing else was on its way.</summary>
internal sealed class AliveStep : Step
{
    private readonly string? _on;

    public AliveStep(YamlMap map)
    {
        _on = map.Text("on");
        if (!map.Flag("alive", otherwise: true))
            throw map.Problem("'alive' is yes");
    }

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = run.On(_on);
        DraftMessage request = MessageTemplates.Request(MessageKind.Find("DWR")!, connection.Sender, null, "");
        (request.HopByHop, request.EndToEnd) = run.NextIds();
        SentMessage sent = SentMessage.Of(request);
        await connection.SendAsync(SentBatch.Whole(null, sent));
        NaiveMessage answer = await Answers.TakeAsync(connection, sent, run.For(null));
        if (answer.Avps.Find(avp => avp is { Code: 268, Vendor: 0 }) is not { Data.Length: 4, Number: 2001 })
            throw new JudgementException("the DWA does not say success") { Connection = connection.Name, Request = sent.Octets, Received = answer.Encode() };
    }
}
