using System.CommandLine;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>One listing less.</summary>
internal static class RemoveCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> equipment = Symbols.ListedEquipment();
        Option<string?> imsi = Symbols.Imsi("Remove the pair with this subscriber, not the listing of the equipment itself.");
        Option<string?> list = Symbols.List("Only from this list. Default: from each list of the feed.", required: false);
        Option<string> feed = Symbols.LocalFeed("Feed that said it: only it can unsay it.");
        return context.Create(
            "remove",
            "Take equipment, a TAC, a range or a pair off a feed's lists.",
            "Exit code 1 when that feed does not list it.",
            [equipment, imsi, list, feed],
            [
                "eirctl remove 35693803564380",
                "eirctl remove 35693803564380 --list grey",
                "eirctl remove 35693803564380 --imsi 001010123456789 --feed operator",
            ],
            async run =>
            {
                string asked = run.Parsed.GetRequiredValue(equipment);
                string from = run.Parsed.GetRequiredValue(feed);
                string path = AdminClient.Path(
                    $"v1/feeds/{from}/listings/{asked}", ("imsi", run.Parsed.GetValue(imsi)), ("list", run.Parsed.GetValue(list)));
                Answer answer = await run.Node.DeleteAsync(path, run.Cancel);
                return run.Show(answer, done => run.Printer.Line(
                    $"{Words.OneLine(asked)} is no longer on {(run.Parsed.GetValue(list) is { } name ? $"the {name} list" : "the lists")}"
                    + $" of feed {Words.OneLine(from)} (sequence {done.Cell("sequence")})"));
            });
    }
}
