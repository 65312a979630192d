using System.CommandLine;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>One listing more.</summary>
internal static class AddCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> equipment = Symbols.ListedEquipment();
        Option<string?> list = Symbols.List("The list it goes on.", required: true);
        var reason = new Option<string?>("--reason") { Description = "Why, in a few words; shown by check and explain.", HelpName = "TEXT" };
        Option<string?> imsi = Symbols.Imsi("Only for this subscriber: the listing is a pair. 6 to 15 digits.");
        Option<string?> effective = Symbols.Date("--effective", "From then on (inclusive), UTC. Default: at once.");
        Option<string?> expires = Symbols.Date("--expires", "Until then (exclusive), UTC. Default: for good.");
        Option<string> feed = Symbols.LocalFeed("Feed that says it.");
        return context.Create(
            "add",
            "Put equipment, a TAC, a range or a pair on a list.",
            "It counts from the moment the command returns, and survives a crash of the node.",
            [equipment, list, reason, imsi, effective, expires, feed],
            [
                "eirctl add 35693803564380 --list black --reason stolen",
                "eirctl add 35693803564380 --list white --imsi 001010123456789     allowed for its owner only",
                "eirctl add 35693803 --list grey                                    a whole TAC",
                "eirctl add 35693803000000-35693803000999 --list black --expires 2027-01-01",
            ],
            async run =>
            {
                string asked = run.Parsed.GetRequiredValue(equipment);
                string into = run.Parsed.GetRequiredValue(feed);
                var body = new JsonObject { ["equipment"] = asked, ["list"] = run.Parsed.GetValue(list) };
                AddIfGiven(body, "reason", run.Parsed.GetValue(reason));
                AddIfGiven(body, "imsi", run.Parsed.GetValue(imsi));
                AddIfGiven(body, "effective", run.Parsed.GetValue(effective));
                AddIfGiven(body, "expires", run.Parsed.GetValue(expires));
                Answer answer = await run.Node.PostAsync(AdminClient.Path($"v1/feeds/{into}/listings"), body.ToJsonString(), run.Cancel);
                return run.Show(answer, done => run.Printer.Line(
                    $"{Words.OneLine(asked)} is on the {run.Parsed.GetValue(list)} list of feed {Words.OneLine(into)} (sequence {done.Cell("sequence")})"));
            });
    }

    private static void AddIfGiven(JsonObject body, string name, string? value)
    {
        if (value is not null) body[name] = value;
    }
}
