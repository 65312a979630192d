using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Opens a connection and, unless told otherwise, exchanges capabilities, RFC 6733 5.3.</summary>
internal sealed class ConnectStep : Step
{
    /// <summary>The name of the connection with which a case begins.</summary>
    public const string UsualName = "mme";

    /// <summary>What a case begins with.</summary>
    public static readonly ConnectStep Usual = new(UsualName);

    private readonly string? _as;
    private readonly bool _exchanges = true;
    private readonly bool _isSilent;

    public ConnectStep(YamlMap map)
    {
        Name = map.RequiredText("connect");
        _as = map.Text("as");
        _exchanges = map.Flag("capabilities", otherwise: true);
        _isSilent = map.Text("watchdog") switch
        {
            null or "answer" => false,
            "silent" => true,
            string other => throw map.Problem($"'watchdog' is silent or answer, not '{other}'"),
        };
    }

    private ConnectStep(string name) => Name = name;

    /// <summary>The name of the connection.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override async Task RunAsync(CaseRun run)
    {
        CaseConnection connection = await run.OpenAsync(Name, _as is null ? null : run.Expand(_as), _isSilent);
        if (!_exchanges)
            return;
        MessageKind kind = MessageKind.Find("CER")!;
        DraftMessage request = MessageTemplates.Request(kind, connection.Sender, null, "");
        (request.HopByHop, request.EndToEnd) = run.NextIds();
        SentMessage sent = SentMessage.Of(request);
        await connection.SendAsync(SentBatch.Whole(null, sent));
        NaiveMessage answer = await Answers.TakeAsync(connection, sent, run.For(null));
        if (answer.Avps.Find(avp => avp is { Code: 268, Vendor: 0 }) is not { Data.Length: 4, Number: 2001 })
            throw new JudgementException("the capabilities exchange did not succeed") { Connection = Name, Request = sent.Octets, Received = answer.Encode() };
    }
}
