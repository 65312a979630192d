using System.Text.Json;
using Spectre.Console;

namespace EirDiameter.Demo;

/// <summary>Shows the story as it goes on.</summary>
internal sealed class ConsoleStage : IStage
{
    private const int NarrowestWidth = 100;
    private const int WidestWidth = 120;

    private readonly IAnsiConsole _console;

    public ConsoleStage()
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Neither colours nor bold in a file.
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        _console.Profile.Width = Console.IsOutputRedirected ? WidestWidth : Math.Clamp(_console.Profile.Width, NarrowestWidth, WidestWidth);
    }

    public void Starting(string title, string program, IReadOnlyList<string> arguments)
    {
        Title(title);
        Console.WriteLine($"  dotnet {Path.GetFileName(program)}");
        for (int i = 0; i + 1 < arguments.Count; i += 2) Console.WriteLine($"    {arguments[i]} {Short(arguments[i + 1])}");
    }

    public void Ready(Uri registry) => Console.WriteLine($"  ready: {registry.GetLeftPart(UriPartial.Authority)}");

    public void Connected(ProgramProcess node, string nodeHost)
    {
        Console.WriteLine($"  ready: Diameter tcp://{node.Diameter}, admin {node.Http.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"  CER {Messages.Host} -> CEA 2001 {nodeHost}");
    }

    public void Said(string title, IReadOnlyList<Statement> statements)
    {
        Title(title);
        foreach (Statement statement in statements)
        {
            Console.WriteLine($"  {statement.Who,-18}{statement.What}");
            Console.WriteLine($"  {"",-18}  {statement.Call}");
        }
    }

    public void Followed(long sequence, TimeSpan took) =>
        Console.WriteLine($"  {"the node",-18}has it from the signed feed, up to change {sequence}, {took.TotalSeconds:0.0} s later");

    public void Asked(string title, IReadOnlyList<Outcome> outcomes)
    {
        Title(title);
        var table = new Table { Border = TableBorder.Simple, Expand = true };
        _ = table.AddColumn(Column("equipment ...", 26));
        _ = table.AddColumn(Column("IMEI, IMSI", 16));
        _ = table.AddColumn(Column("answer on the wire", 20));
        _ = table.AddColumn(Column("expected", 8));
        _ = table.AddColumn(Column("why, says the node", null));
        foreach (Outcome outcome in outcomes)
        {
            string asked = outcome.Question.Imsi is { } imsi ? $"{outcome.Question.Imei}\n{imsi}" : outcome.Question.Imei;
            string expected = outcome.Question.Expected.ToString().ToLowerInvariant();
            _ = table.AddRow(
                Markup.Escape(outcome.Question.Case),
                Markup.Escape(asked),
                $"[{Color(outcome)}]{Markup.Escape(outcome.Answer.ToString())}[/]",
                outcome.IsAsExpected ? expected : $"[bold red]{expected}!![/]",
                Markup.Escape(outcome.Why));
        }
        _console.Write(table);
    }

    public void Imported(JsonElement report)
    {
        Title("Import an update while the node serves");
        Console.WriteLine("  POST /v1/feeds/national/imports with update.csv (as `eirctl import update.csv --feed national` does)");
        Console.WriteLine($"  added {report.GetProperty("added")}, removed {report.GetProperty("removed")}, rejected {report.GetProperty("rejected")}");
        foreach (JsonElement reject in report.GetProperty("rejects").EnumerateArray())
            Console.WriteLine($"  line {reject.GetProperty("line")} rejected: {reject.GetProperty("why").GetString()}");
    }

    public void Stopped(bool isTold, int exitCode, int registryExitCode)
    {
        Title("Stop both");
        Console.WriteLine($"  node      SIGTERM -> {(isTold ? "DPR received, DPA sent" : "no DPR received !!")} -> connection closed -> exit code {exitCode}");
        Console.WriteLine($"  registry  SIGTERM -> exit code {registryExitCode}");
    }

    public void Ended(int asked, int wrong, bool isGood)
    {
        Console.WriteLine();
        string words = (isGood, wrong) switch
        {
            (true, _) => $"All {asked} answers were as expected.",
            (_, 0) => $"All {asked} answers were as expected, but not all stopped as it should.",
            _ => $"{wrong} of {asked} answers were not as expected: see !! above.",
        };
        _console.MarkupLine($"[bold {(isGood ? "green" : "red")}]{words}[/]");
        if (!isGood) return;
        Console.WriteLine("""

            Where to go next
              your own node     dotnet run -c Release --project src/EirDiameter.Node
              and registry      dotnet run -c Release --project src/EirDiameter.Registry
              load lists        dotnet run -c Release --project tools/eirctl -- import tools/demo/lists/national.csv --feed national
              ask and see why   dotnet run -c Release --project tools/eirctl -- explain 352099001761481
              load it hard      dotnet run -c Release --project tools/s13load -- --help
              everything else   README.md
            """);
    }

    private static TableColumn Column(string title, int? width) => new(title) { Width = width, Padding = new Padding(1, 0, 1, 0) };

    private void Title(string text)
    {
        Console.WriteLine();
        _console.MarkupLine($"[bold]{Markup.Escape(text)}[/]");
    }

    private static string Color(Outcome outcome) => outcome.Answer.Meaning switch
    {
        Expected.White => "green",
        Expected.Grey => "yellow",
        Expected.Black => "red",
        _ => "default",
    };

    private static string Short(string argument) => argument.EndsWith(".csv", StringComparison.Ordinal) ? $"lists/{Path.GetFileName(argument)}" : argument;
}
