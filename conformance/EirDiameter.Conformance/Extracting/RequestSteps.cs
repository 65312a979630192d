using System.Globalization;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Replaying;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Extracting;

/// <summary>
/// The step that sends a captured request: <c>send</c> with what makes it differ from the message that a case sends by itself, or <c>raw</c>
/// where it cannot be said so.
/// </summary>
internal static class RequestSteps
{
    private const uint ThreeGpp = 10415, Terminal = 1401, Imei = 1402, SoftwareVersion = 1403;
    private const uint UserName = 1, DestinationHost = 293, DestinationRealm = 283, AuthSessionState = 277, ApplicationId = 260;

    // What a case puts in by itself; for those in the second list with values of its own, which are its MME's affair.
    private static readonly Dictionary<uint, (string Kind, uint[] Usual, uint[] Own)> Commands = new()
    {
        [257] = ("CER", [264, 296, 257, 266, 269, 278, 265, ApplicationId], [264, 296, 257, 266, 269, 278]),
        [280] = ("DWR", [264, 296, 278], [264, 296, 278]),
        [282] = ("DPR", [264, 296, 273], [264, 296]),
        [324] = ("ECR", [263, ApplicationId, AuthSessionState, 264, 296, DestinationRealm, Terminal], [263, 264, 296]),
    };

    // Values that a case gives by itself.
    private static readonly Dictionary<uint, string> Values = new()
    {
        [ApplicationId] = "0000010a4000000c000028af000001024000000c01000024",
        [AuthSessionState] = "00000001",
        [265] = "000028af",
        [273] = "00000000",
    };

    /// <summary>The lines of the step, the first without its hyphen; <paramref name="kind"/> is what it sends, empty for octets.</summary>
    public static IReadOnlyList<string> Of(CapturedExchange exchange, out string kind)
    {
        kind = "";
        byte[] octets = exchange.Request.Octets;
        if (Commands.TryGetValue(exchange.Command, out (string Kind, uint[] Usual, uint[] Own) command)
            && NaiveMessage.Decode(octets) is { } message
            && message.Encode().AsSpan().SequenceEqual(octets)
            && Symbolic(message, exchange, command) is { } lines)
        {
            kind = command.Kind;
            return lines;
        }

        return [$"raw: \"{Convert.ToHexStringLower(octets)}\""];
    }

    private static List<string>? Symbolic(NaiveMessage message, CapturedExchange exchange, (string Kind, uint[] Usual, uint[] Own) command)
    {
        List<string> lines = [$"send: {command.Kind}"], set = [], add = [], without = [];
        Identity? server = exchange.Answer is { } answer ? Identity.Of(answer.Octets) : null;
        HashSet<uint> seen = [];
        foreach (NaiveAvp avp in message.Avps)
        {
            AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.Vendor);
            bool isFirst = seen.Add(avp.Code), isUsual = definition is not null && avp.Flags == (byte)definition.Flags;
            if (isFirst && avp is { Code: Terminal, Vendor: ThreeGpp } && command.Kind == "ECR")
            {
                if (!isUsual || !AddTerminal(avp, lines, set, without))
                    return null;
            }
            else if (isFirst && isUsual && avp is { Code: UserName, Vendor: 0 } && command.Kind == "ECR" && YamlText.Text(avp.Data) is { } imsi)
            {
                lines.Add($"imsi: {YamlText.Scalar(imsi)}");
            }
            else if (isFirst && isUsual && command.Own.Contains(avp.Code)
                || isFirst && isUsual && command.Usual.Contains(avp.Code) && Values.TryGetValue(avp.Code, out string? value) && value == Convert.ToHexStringLower(avp.Data)
                || isFirst && isUsual && avp.Code == DestinationRealm && command.Kind == "ECR" && avp.Text == server?.Realm)
            {
                // As in every case.
            }
            else if (isFirst && isUsual && command.Usual.Contains(avp.Code))
            {
                set.Add($"{YamlText.Name(avp)}: {YamlText.Value(definition, avp.Data)}");
            }
            else
            {
                string text = isUsual && avp.Code == DestinationHost && avp.Text == server?.Host ? "${host}" : YamlText.Value(definition, avp.Data);
                add.Add(Added(avp, definition, isUsual, text));
            }
        }

        without.AddRange(command.Usual.Where(code => !seen.Contains(code)).Select(code => AvpDictionary.Find(code, code == Terminal ? ThreeGpp : 0)!.Name));
        if (set.Count > 0)
            lines.AddRange(["set:", .. set.Select(line => $"  {line}")]);
        if (without.Count > 0)
            lines.Add($"without: [{string.Join(", ", without)}]");
        if (add.Count > 0)
            lines.AddRange(["add:", .. add.Select(line => $"  - {line}")]);
        AddHeader(message, command.Kind, lines);
        return lines;
    }

    private static string Added(NaiveAvp avp, AvpDefinition? definition, bool isUsual, string text)
    {
        if (isUsual)
            return $"{definition!.Name}: {text}";
        string name = definition is not null ? $"avp: {definition.Name}" : avp.HasVendor ? $"code: {avp.Code}, vendor: {avp.Vendor}" : $"code: {avp.Code}";
        string data = text.StartsWith("hex:", StringComparison.Ordinal) ? $"\"{text}\"" : text;
        return $"{{{name}, flags: {Scalar(FlagLetters.AvpText(avp.Flags))}, value: {data}}}";
    }

    // False if what is in the group can be said in no symbolic way.
    private static bool AddTerminal(NaiveAvp terminal, List<string> lines, List<string> set, List<string> without)
    {
        if (NaiveMessage.DecodeAvps(terminal.Data) is not { } members)
            return false;
        HashSet<uint> seen = [];
        foreach (NaiveAvp avp in members)
        {
            AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.Vendor);
            if (definition is null || avp.Flags != (byte)definition.Flags || !seen.Add(avp.Code))
                return false;
            string value = YamlText.Value(definition, avp.Data);
            if (avp is { Code: Imei, Vendor: ThreeGpp })
                lines.Insert(1, $"imei: {value}");
            else if (avp is { Code: SoftwareVersion, Vendor: ThreeGpp })
                lines.Add($"software-version: {value}");
            else
                set.Add($"Terminal-Information/{definition.Name}: {value}");
        }

        if (seen.Contains(Imei))
            return true;

        // A case that names no IMEI asks about the white one of its profile.
        lines.Insert(1, "imei: \"0\"");
        without.Add("Terminal-Information/IMEI");
        return true;
    }

    private static void AddHeader(NaiveMessage message, string kind, List<string> lines)
    {
        (byte flags, uint application) = kind == "ECR" ? ((byte)0xC0, 16777252u) : ((byte)0x80, 0u);
        List<string> header = [];
        if (message.Flags != flags)
            header.Add($"flags: {Scalar(FlagLetters.HeaderText(message.Flags))}");
        if (message.Application != application)
            header.Add(string.Create(CultureInfo.InvariantCulture, $"application: {message.Application}"));
        if (header.Count > 0)
            lines.Add($"header: {{{string.Join(", ", header)}}}");
    }

    private static string Scalar(string text) => YamlText.Scalar(text);
}
