using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Who did what to which feed, and why.</summary>
internal static class AuditCommand
{
    private const int UsualLimit = 50;
    private const int HighestLimit = 1000;

    public static Command Create(CommandContext context)
    {
        var limit = new Option<string?>("--limit") { Description = $"How many entries, 1 to {HighestLimit}. Default: {UsualLimit}.", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            string? text = result.GetValue(limit);
            bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            if (text is not null && (!isNumber || number is < 1 or > HighestLimit)) result.AddError($"--limit: '{text}' is not a number from 1 to {HighestLimit}");
        });
        return context.Create(
            "audit",
            "Show what was done to the feeds of the node, by whom and why, the newest first.",
            "Each line of the node's audit log carries the hash of the line before; the node checks them when it starts.",
            [limit],
            ["eirctl audit", "eirctl audit --limit 500 --json | jq '.entries[] | select(.feed == \"global\")'"],
            async run =>
            {
                Answer answer = await run.Node.GetAsync(AdminClient.Path($"v1/audit", ("limit", run.Parsed.GetValue(limit) ?? $"{UsualLimit}")), run.Cancel);
                return run.Show(answer, audit => Show(run.Printer, audit));
            });
    }

    private static void Show(Printer printer, JsonElement audit)
    {
        JsonElement status = audit.Member("status") ?? default;
        if (status.Cell("brokenAt") != Words.Nothing) printer.Line($"The log was changed by somebody: its line {status.Cell("brokenAt")} does not follow from the line before it.");
        if (status.Text("fault") is { } fault) printer.Line(Words.OneLine(fault));
        string[][] rows = [.. audit.Items("entries").Select(Row)];
        if (rows.Length == 0) printer.Line("nothing was done yet");
        else printer.Table(["time", "action", "feed", "who", "from", "why", "details"], rows);
    }

    private static string[] Row(JsonElement entry) =>
        entry.Text("damaged") is { } damaged
            ? [Words.Nothing, "damaged", Words.Nothing, Words.Nothing, Words.Nothing, Words.Nothing, Words.OneLine(damaged)]
            : [entry.Cell("time"), entry.Cell("action"), entry.Cell("feed"), entry.Cell("who"), entry.Cell("from"), entry.Cell("why"), entry.Cell("details")];
}
