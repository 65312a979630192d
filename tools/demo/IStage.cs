using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>Where the story is shown: a console for people, JSON for programs.</summary>
internal interface IStage
{
    void Starting(IReadOnlyList<string> arguments);

    void Connected(NodeProcess node, string nodeHost);

    void Asked(string title, IReadOnlyList<Outcome> outcomes);

    void Imported(JsonElement report);

    void Stopped(bool isTold, int exitCode);

    void Ended(int asked, int wrong, bool isGood);
}
