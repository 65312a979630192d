using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Steps;

/// <summary>Reads steps. <c>conformance/cases/README.md</c> is the format.</summary>
internal static class StepReader
{
    private static readonly Dictionary<string, Func<YamlMap, Step>> Readers = new()
    {
        ["connect"] = map => new ConnectStep(map),
        ["send"] = map => new SendStep(map, Kind(map, "send")),
        ["raw"] = map => new RawStep(map),
        ["resend"] = map => new ResendStep(map),
        ["together"] = map => new TogetherStep(map),
        ["wait"] = map => new WaitStep(map),
        ["close"] = map => new CloseStep(map),
        ["reset"] = map => new ResetStep(map),
        ["stop"] = map => new StopStep(map),
        ["expect"] = Expect,
        ["expect-one-of"] = map => new ExpectOneOfStep(map),
        ["alive"] = map => new AliveStep(map),
        ["spread"] = map => new SpreadStep(map),
    };

    /// <summary>Reads one step.</summary>
    /// <exception cref="YamlProblemException">It is none, or has a key that such a step has not.</exception>
    public static Step Read(YamlMap map)
    {
        string kind = map.Keys.FirstOrDefault(Readers.ContainsKey)
            ?? throw map.Problem($"a step is one of {string.Join(", ", Readers.Keys)}; this has {string.Join(", ", map.Keys)}");
        Step step = Readers[kind](map);
        map.Has(kind);
        map.End($"the step '{kind}'");
        return step;
    }

    private static Step Expect(YamlMap map) => map.RequiredText("expect") switch
    {
        "close" => new ExpectCloseStep(map),
        "silence" => new ExpectSilenceStep(map),
        "answer" => new ExpectAnswerStep(map, null),
        string name when MessageKind.Find(name) is { } kind => kind.IsRequest ? new ExpectRequestStep(map, kind) : new ExpectAnswerStep(map, kind),
        string other => throw map.Problem($"'{other}' can't be expected: write answer, ECA, CEA, DWA, DPA, DWR, DPR, close or silence"),
    };

    private static MessageKind Kind(YamlMap map, string key)
    {
        string name = map.RequiredText(key);
        return MessageKind.Find(name) ?? throw map.Problem($"'{name}' can't be sent: write {string.Join(", ", MessageKind.All.Select(kind => kind.Name))}, or raw: for octets");
    }
}
