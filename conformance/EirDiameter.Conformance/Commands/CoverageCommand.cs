using System.CommandLine;
using EirDiameter.Conformance.Coverage;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>coverage</c>: writes which clauses the cases cover, and which not and why.</summary>
internal sealed class CoverageCommand
{
    private const string Solution = "EirDiameter.sln";

    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; exit code 1 if the page is not what would be written, or catalogue and cases do not fit" };
    private readonly Option<string?> _cases = new("--cases") { Description = "Folder of the suites (default: conformance/cases of this repository)", HelpName = "DIRECTORY" };
    private readonly Option<string?> _clauses = new("--clauses") { Description = "The catalogue of clauses (default: conformance/clauses.yaml)", HelpName = "FILE" };
    private readonly Option<string?> _page = new("--page") { Description = "The page to write into (default: conformance/README.md)", HelpName = "FILE" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        CoverageCommand coverage = new();
        Command command = new(
            "coverage",
            $"""
            Write which clauses of the standards the cases cover, and which not and why.

            It is written between '{CoveragePage.Begin}' and '{CoveragePage.End}' of the page. Exit code 0 if every clause has either a case or a
            reason why not, 1 if not, 2 if a file cannot be read.
            """)
        {
            coverage._check, coverage._cases, coverage._clauses, coverage._page,
        };
        command.SetAction(coverage.Invoke);
        return command.WithExamples(
            "coverage                     after a case was added, or the catalogue changed",
            "coverage --check             in tests",
            "coverage --cases vendor/cases --clauses vendor/clauses.yaml --page vendor/README.md");
    }

    private int Invoke(ParseResult parsed)
    {
        string page = parsed.GetValue(_page) ?? Usual("README.md", _page), folder = parsed.GetValue(_cases) ?? Usual("cases", _cases);
        CoverageTable table = new(CatalogueFile.Read(parsed.GetValue(_clauses) ?? Usual("clauses.yaml", _clauses)), CreditedCases.Read(folder));
        string link = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(page))!, folder).Replace('\\', '/');
        string before = File.ReadAllText(page);
        string after = CoveragePage.Fill(before, CoveragePage.Markdown(table, link))
            ?? throw new UsageException($"{page} has no place for it: write a line '{CoveragePage.Begin}' and below it a line '{CoveragePage.End}'");
        List<string> problems = [.. table.Problems];
        if (!parsed.GetValue(_check))
            File.WriteAllText(page, after);
        else if (before != after)
            problems.Add($"{page} is not up to date: run 'conformance/run coverage', and commit what it writes");

        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        foreach (string problem in problems)
            error.WriteLine($"conformance: {problem}");
        output.WriteLine($"{table.Sections.Sum(section => section.Rules)} rules: {table.Sections.Sum(section => section.Covered)} with cases, {table.Sections.Sum(section => section.Excused)} with a reason, {table.Sections.Sum(section => section.Open)} with neither");
        return problems.Count == 0 ? 0 : 1;
    }

    private static string Usual(string name, Option option)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return Path.Combine(folder.FullName, "conformance", name);
        }

        throw new UsageException($"the runner is not within its repository: say where, with {option.Name}");
    }
}
