using System.CommandLine;
using System.Text.Json;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Why the EIR answers what it answers.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandContext context)
    {
        AskedQuestion question = new();
        return context.Create(
            "explain",
            "Show why: the decision, every listing found, and each rule it went through.",
            null,
            question.Typed,
            [
                "eirctl explain 35693803564380",
                "eirctl explain 35693803564380 --imsi 001010123456789",
                "eirctl explain 35693803564380 --json | jq .steps",
            ],
            async run =>
            {
                Answer answer = await question.AskAsync(run, "explain");
                return run.Show(answer, explanation => Show(run.Printer, question.Equipment(run), question.Imsi(run), explanation));
            });
    }

    private static void Show(Printer printer, string asked, string? imsi, JsonElement explanation)
    {
        DecisionView.Show(printer, asked, explanation);

        printer.Title("Listings found");
        string[][] listings = [.. explanation.Items("listings").Select(listing => Row(listing, imsi))];
        if (listings.Length == 0) printer.Line("  none");
        else printer.Table(["feed", "scope", "list", "in force", "reason", "effective", "expires", "what is listed"], listings);

        printer.Title("Step by step");
        int number = 0;
        foreach (JsonElement step in explanation.Items("steps"))
            printer.Line($"  {++number}. {Words.Heading(step.Cell("rule"))}: {step.Cell("text")} ({step.Cell("outcome")})");
    }

    private static string[] Row(JsonElement listing, string? imsi)
    {
        string from = listing.Cell("from");
        string to = listing.Cell("to");
        string scope = listing.Cell("scope").ToLowerInvariant();
        // Only pairs with the IMSI that was asked about are found.
        string what = (scope, from == to) switch
        {
            ("pair", _) => $"{from} with IMSI {imsi}",
            (_, true) => from,
            _ => $"{from}-{to}",
        };
        return
        [
            listing.Cell("feed"), scope, listing.Cell("list").ToLowerInvariant(), listing.Cell("active"),
            listing.Cell("reason"), listing.Cell("effective"), listing.Cell("expires"), what,
        ];
    }
}
