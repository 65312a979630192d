using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Extracting;

/// <summary>The step that expects what was answered to a captured request.</summary>
internal static class AnswerSteps
{
    private const uint ThreeGpp = 10415;
    private static readonly string[] Statuses = ["white", "black", "grey"];

    private static readonly Dictionary<uint, string> Kinds = new() { [257] = "CEA", [280] = "DWA", [282] = "DPA", [324] = "ECA" };

    /// <summary>The lines of the step, the first without its hyphen.</summary>
    /// <param name="exchange">The exchange.</param>
    public static IReadOnlyList<string> Of(CapturedExchange exchange)
    {
        if (exchange.Answer is null)
            return WithoutAnswer(exchange);
        List<string> lines = [$"expect: {Kinds.GetValueOrDefault(exchange.Command, "answer")}"];
        if (NaiveMessage.Decode(exchange.Answer.Octets) is not { } answer)
            return lines;
        NaiveAvp? result = Find(answer.Avps, 268, 0), status = Find(answer.Avps, 1445, ThreeGpp);
        List<NaiveAvp> experimental = Find(answer.Avps, 297, 0) is { } group ? NaiveMessage.DecodeAvps(group.Data) ?? [] : [];
        if (result is { Data.Length: 4, Number: 2001 } && status is { Data.Length: 4, Number: < 3 })
            lines.Add($"status: {Statuses[status.Number]}");
        else if (Find(experimental, 266, 0) is { Data.Length: 4, Number: ThreeGpp } && Find(experimental, 298, 0) is { Data.Length: 4 } code)
            lines.Add($"experimental: {code.Number}");
        else if (result is { Data.Length: 4 })
            lines.Add($"result: {result.Number}");
        if (Find(answer.Avps, 279, 0) is { } failed && Path(failed) is { } path)
            lines.Add($"failed: {path}");
        return lines;
    }

    // The request is the last of its conversation, and the server ended it; or the capture goes on without an answer.
    private static List<string> WithoutAnswer(CapturedExchange exchange)
    {
        bool isLast = exchange.Conversation.Messages.All(message => message.Frame <= exchange.Request.Frame);
        return isLast && exchange.Conversation.EndedByServer ? ["expect: close"] : ["expect: silence", "for: 1s"];
    }

    // Failed-AVP (RFC 6733 7.5) holds one AVP, in as many groups as it was found in.
    private static string? Path(NaiveAvp failed)
    {
        List<string> names = [];
        NaiveAvp at = failed;
        while (NaiveMessage.DecodeAvps(at.Data) is [NaiveAvp inner])
        {
            names.Add(YamlText.Name(inner));
            at = inner;
            if (Protocol.AvpDictionary.Find(inner.Code, inner.Vendor)?.Type != Protocol.AvpType.Grouped)
                break;
        }

        return names.Count == 0 ? null : string.Join('/', names);
    }

    private static NaiveAvp? Find(List<NaiveAvp> avps, uint code, uint vendor) => avps.Find(avp => avp.Code == code && avp.Vendor == vendor);
}
