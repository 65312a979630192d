using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Steps;
using EirDiameter.Conformance.Yaml;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Cases;

/// <summary>Reads suites: one file each. <c>conformance/cases/README.md</c> is the format.</summary>
internal static class CaseFile
{
    private const string UsualEquipment = "white";

    /// <summary>Reads the cases of a file.</summary>
    /// <exception cref="YamlProblemException">The file cannot be understood.</exception>
    public static IReadOnlyList<Case> Read(string path)
    {
        YamlMap map = YamlFile.Read(path);
        map.RequiredText("title");
        string suite = Path.GetFileNameWithoutExtension(path);
        Case[] cases = [.. map.Nodes("cases").Select(node => Read(suite, map.MapOf(node, "cases"), node))];
        map.End("a suite");
        return cases.Length > 0 ? cases : throw map.Problem("a suite has a case at least");
    }

    private static Case Read(string suite, YamlMap map, YamlNode node)
    {
        string id = map.RequiredText("id");
        if (!id.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            throw map.Problem($"'{id}' is no id: small letters, digits and hyphens");
        IReadOnlyList<Step> steps = [.. map.Maps("steps").Select(StepReader.Read)];
        if (steps.Count == 0)
            throw map.Problem($"'{id}' has no steps");
        IReadOnlyList<Step> all = [.. steps.SelectMany(step => step.WithInner())];
        string first = steps[0] is ConnectStep connect ? connect.Name : ConnectStep.UsualName;
        HashSet<string> variables = [.. Texts(node).SelectMany(Variables.In)];
        if (all.Any(step => step.UsesUsualImei))
            variables.Add(UsualEquipment);
        variables.ExceptWith(all.SelectMany(step => step.Keeps));
        IReadOnlyList<string> clauses = map.Texts("clause");
        Case read = new()
        {
            Suite = suite,
            Id = id,
            Title = map.RequiredText("title"),
            Clauses = clauses.Count > 0 ? clauses : throw map.Problem($"'{id}' names no clause"),
            Level = LevelOf(map),
            Note = map.Text("note") ?? "",
            Configuration = map.Text("configuration") ?? Profile.Standard,
            Needs = map.Texts("needs"),
            Variables = variables,
            Steps = steps,
            Watched = all.SelectMany(step => step.Watches).Select(name => name ?? first).ToHashSet(),
            WaitsForTimers = all.Any(step => step.WaitsForTimer),
        };
        map.End("a case");
        return all.Any(step => step is StopStep) == read.StopsTarget ? read : throw map.Problem($"'{id}' needs: [stop] if it stops the target, and only then");
    }

    private static Level LevelOf(YamlMap map)
    {
        string level = map.RequiredText("level");
        return level switch
        {
            "MUST" => Level.Must,
            "SHOULD" => Level.Should,
            "MAY" => Level.May,
            _ => throw map.Problem($"'{level}' is no level: write MUST, SHOULD or MAY"),
        };
    }

    private static IEnumerable<string> Texts(YamlNode node) => node.AllNodes.OfType<YamlScalarNode>().Select(scalar => scalar.Value ?? "");
}
