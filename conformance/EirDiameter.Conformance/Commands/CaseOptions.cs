using System.CommandLine;
using EirDiameter.Conformance.Cases;

namespace EirDiameter.Conformance.Commands;

/// <summary>The options that choose cases.</summary>
internal sealed class CaseOptions
{
    private readonly Option<string> _folder = new("--cases") { Description = "Folder of the suites (default: those that came with the runner)", HelpName = "DIRECTORY", DefaultValueFactory = _ => CaseLibrary.Usual };
    private readonly Option<string[]> _suites = new("--suite") { Description = "Only this suite; may be repeated", HelpName = "NAME" };
    private readonly Option<string[]> _ids = new("--case") { Description = "Only this case; may be repeated", HelpName = "ID" };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _suites, _ids, _folder })
            command.Options.Add(option);
    }

    /// <summary>The cases that are chosen.</summary>
    /// <exception cref="Yaml.YamlProblemException">A suite cannot be understood.</exception>
    /// <exception cref="UsageException">There is no such suite or case.</exception>
    public IReadOnlyList<Case> Read(ParseResult parsed)
    {
        IReadOnlyList<Case> all = CaseLibrary.Read(parsed.GetRequiredValue(_folder));
        string[] suites = parsed.GetValue(_suites) ?? [], ids = parsed.GetValue(_ids) ?? [];
        if (suites.FirstOrDefault(suite => all.All(one => one.Suite != suite)) is { } noSuite)
            throw new UsageException($"there is no suite '{noSuite}': there are {string.Join(", ", all.Select(one => one.Suite).Distinct())}");
        if (ids.FirstOrDefault(id => all.All(one => one.Id != id)) is { } noCase)
            throw new UsageException($"there is no case '{noCase}': 'list' shows all");
        return [.. all.Where(one => (suites.Length == 0 && ids.Length == 0) || suites.Contains(one.Suite) || ids.Contains(one.Id))];
    }
}
