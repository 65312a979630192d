using System.Text;
using EirDiameter.Conformance.Messages;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>The right messages that mutations begin with.</summary>
internal sealed class FuzzTemplates
{
    // RFC 6733 2.4 and the 3GPP registry: S6a, Gx, Ro/Rf, SIP, EAP, relay, and one that nobody has.
    private static readonly uint[] Applications = [16777251, 16777238, 4, 3, 6, 5, 0xFFFFFFFF, 16777253, 99999999];
    private static readonly uint[] Commands = [316, 317, 318, 321, 323, 325, 271, 272, 274, 275, 258, 8388622, 0, 1, 0xFFFFFF];
    private static readonly string[] MoreAvps =
        ["DRMP", "OC-Supported-Features", "Route-Record", "Proxy-Info", "User-Name", "Software-Version", "Destination-Host", "Error-Message", "Origin-State-Id"];

    private readonly Dictionary<FuzzKind, DraftMessage> _messages = [];
    private readonly FuzzSubject _subject;

    public FuzzTemplates(FuzzSubject subject)
    {
        _subject = subject;
        Sender sender = subject.SenderNamed("fuzz");
        Asked asked = new(subject.White, "001010123456789", "07");
        foreach (MessageKind kind in MessageKind.All)
        {
            _messages[Enum.Parse<FuzzKind>(kind.Name)] = kind.IsRequest
                ? MessageTemplates.Request(kind, sender, asked, "fuzz;1;1")
                : MessageTemplates.Answer(kind, sender, null);
        }
    }

    /// <summary>A right message, not yet mutated.</summary>
    public DraftMessage Create(FuzzKind kind, long index, FuzzRandom random)
    {
        DraftMessage template = _messages[kind is FuzzKind.Command or FuzzKind.Application ? FuzzKind.ECR : kind];
        DraftMessage message = new()
        {
            Flags = template.Flags,
            Command = kind == FuzzKind.Command ? random.Pick(Commands) : template.Command,
            Application = kind == FuzzKind.Application ? random.Pick(Applications) : template.Application,
            HopByHop = (uint)index,
            EndToEnd = (uint)random.Next(),
            Avps = [.. template.Avps.Select(avp => avp.Copy())],
        };
        if (kind == FuzzKind.Command && random.Chance(30))
            message.Application = 0;
        if (kind == FuzzKind.Application && random.Chance(50))
            message.Command = random.Pick(Commands);
        if (kind == FuzzKind.CER)
            message.Avps[0].Data = Encoding.ASCII.GetBytes(_subject.SenderNamed($"fuzz-cer-{index}").Host);
        if (kind == FuzzKind.ECR)
            Ask(message, random);
        return message;
    }

    private void Ask(DraftMessage message, FuzzRandom random)
    {
        string imei = random.Below(10) switch { < 5 => random.Pick(_subject.Black), < 8 => _subject.White, _ => "35209955000001" };
        DraftAvp terminal = message.Avps.Find(avp => avp.Code == AvpCodes.TerminalInformation)!;
        terminal.Members![0].Data = Encoding.ASCII.GetBytes(random.Pick(ImeiForms.Right)(imei));
        while (random.Chance(20))
            message.Avps.Add(AvpPool.Usual(AvpPool.Named(random.Pick(MoreAvps)), random));
    }
}
