using System.Text;
using Spectre.Console;

namespace EirDiameter.Eirctl.Output;

/// <summary>
/// Standard output for people. On a terminal with borders and colours; redirected as plain columns of full width,
/// so that grep and awk find what they look for.
/// </summary>
internal sealed class Printer
{
    private readonly Terminal _terminal;

    public Printer(Terminal terminal)
    {
        _terminal = terminal;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.HasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal.IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
    }

    /// <summary>For progress bars, which only a terminal gets.</summary>
    public IAnsiConsole Console { get; }

    public bool IsInteractive => _terminal.IsInteractive;

    public void Line(string text = "") => _terminal.Out.WriteLine(text);

    /// <summary>The one line that matters most, in the colour of the list it names.</summary>
    public void Headline(string text, string? list = null)
    {
        if (!_terminal.IsInteractive)
        {
            Line(text);
            return;
        }
        string style = list switch { "black" => "bold red", "grey" => "bold yellow", "white" => "bold green", _ => "bold" };
        Console.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");
    }

    public void Title(string text)
    {
        Line();
        Headline(text);
    }

    /// <summary>Names and values under each other; values that say nothing are left out.</summary>
    public void Facts(params IReadOnlyList<(string Name, string? Value)> facts)
    {
        var said = facts.Where(fact => fact.Value is not (null or Words.Nothing)).ToArray();
        if (said.Length == 0) return;
        int width = said.Max(fact => fact.Name.Length);
        foreach ((string name, string? value) in said) Line($"  {name.PadRight(width)}  {value}");
    }

    public void Table(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        if (_terminal.IsInteractive) BorderedTable(headings, rows);
        else PlainTable(headings, rows);
    }

    private void BorderedTable(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string heading in headings) _ = table.AddColumn(new TableColumn(Markup.Escape(heading)));
        foreach (string[] row in rows) _ = table.AddRow(row.Select(Markup.Escape).ToArray());
        Console.Write(table);
    }

    private void PlainTable(IReadOnlyList<string> headings, IReadOnlyList<string[]> rows)
    {
        int[] widths = headings.Select((heading, column) => Math.Max(heading.Length, rows.Select(row => row[column].Length).DefaultIfEmpty().Max())).ToArray();
        Line(Columns(headings));
        foreach (string[] row in rows) Line(Columns(row));

        string Columns(IReadOnlyList<string> cells)
        {
            var line = new StringBuilder("  ");
            for (int column = 0; column < cells.Count; column++) _ = line.Append(cells[column].PadRight(widths[column])).Append("  ");
            return line.ToString().TrimEnd();
        }
    }
}
