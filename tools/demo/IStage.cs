using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>Where the story is shown: a console for people, JSON for programs.</summary>
internal interface IStage
{
    void Starting(string title, string program, IReadOnlyList<string> arguments);

    void Ready(Uri registry);

    void Connected(ProgramProcess node, string nodeHost);

    void Said(string title, IReadOnlyList<Statement> statements);

    void Followed(long sequence, TimeSpan took);

    void Asked(string title, IReadOnlyList<Outcome> outcomes);

    void Imported(JsonElement report);

    void Stopped(bool isTold, int exitCode, int registryExitCode);

    void Ended(int asked, int wrong, bool isGood);
}
