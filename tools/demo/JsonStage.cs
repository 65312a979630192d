using System.Text.Json;
using System.Text.Json.Nodes;

namespace EirDiameter.Demo;

/// <summary>Shows the story as one JSON object, once it has ended.</summary>
internal sealed class JsonStage(TextWriter output) : IStage
{
    private readonly JsonArray _statements = [];
    private readonly JsonArray _checks = [];
    private readonly JsonObject _story = [];

    public void Starting(string title, string program, IReadOnlyList<string> arguments)
    {
        // Only what came of it is of interest to a program.
    }

    public void Ready(Uri registry) => _story["registry"] = registry.GetLeftPart(UriPartial.Authority);

    public void Connected(ProgramProcess node, string nodeHost) => _story["node"] = nodeHost;

    public void Said(string title, IReadOnlyList<Statement> statements)
    {
        foreach (Statement statement in statements)
            _statements.Add(new JsonObject { ["who"] = statement.Who, ["what"] = statement.What, ["call"] = statement.Call });
    }

    public void Followed(long sequence, TimeSpan took) => _story["followedTo"] = sequence;

    public void Asked(string title, IReadOnlyList<Outcome> outcomes)
    {
        foreach (Outcome outcome in outcomes)
        {
            _checks.Add(new JsonObject
            {
                ["case"] = outcome.Question.Case,
                ["imei"] = outcome.Question.Imei,
                ["imsi"] = outcome.Question.Imsi,
                ["answer"] = outcome.Answer.ToString(),
                ["expected"] = Word(outcome.Question.Expected),
                ["asExpected"] = outcome.IsAsExpected,
                ["why"] = outcome.Why,
            });
        }
    }

    public void Imported(JsonElement report) => _story["import"] = JsonNode.Parse(report.GetRawText());

    public void Stopped(bool isTold, int exitCode, int registryExitCode) => _story["stop"] = new JsonObject
    {
        ["disconnectPeerRequest"] = isTold,
        ["exitCode"] = exitCode,
        ["registryExitCode"] = registryExitCode,
    };

    public void Ended(int asked, int wrong, bool isGood)
    {
        _story["said"] = _statements;
        _story["checks"] = _checks;
        _story["wrong"] = wrong;
        _story["good"] = isGood;
        output.WriteLine(_story.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static string Word(Expected expected) => expected.ToString().ToLowerInvariant();
}
