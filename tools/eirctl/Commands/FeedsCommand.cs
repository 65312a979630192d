using System.CommandLine;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The feeds, how far each is, and what can be done with those that are followed.</summary>
internal static class FeedsCommand
{
    public static Command Create(CommandContext context)
    {
        Command feeds = context.Create(
            "feeds",
            "Show each feed: the number of its last change, how much it lists, and how it is followed.",
            "A followed feed is stale when it could not be confirmed as up to date for longer than Feeds:StaleAfterSeconds.\n"
            + "A held one waits for `eirctl approve` or `eirctl reject`.",
            [],
            ["eirctl feeds", "eirctl feeds --json", "eirctl feeds sync global", "eirctl feeds held global"],
            async run => run.Show(await run.Node.GetAsync("v1/feeds", run.Cancel), answer => FeedsView.Show(run.Printer, JsonView.ListIn(answer, "feeds"))));
        feeds.Add(Sync(context));
        feeds.Add(Verify(context));
        feeds.Add(Held(context));
        feeds.Add(DecisionCommands.Forget(context));
        return feeds;
    }

    private static Command Sync(CommandContext context)
    {
        Argument<string?> feed = FollowedFeeds.Optional();
        return context.Create(
            "sync",
            "Bring a followed feed up to date now.",
            "Exit code 0 if the node holds what the feed says; 1 if that failed, or is held until an operator decides.",
            [feed],
            ["eirctl feeds sync", "eirctl feeds sync global", "eirctl feeds sync global --json"],
            run => FollowedFeeds.EachAsync(
                run,
                run.Parsed.GetValue(feed),
                name => AdminClient.Path($"v1/feeds/{name}/sync"),
                (name, outcome) => OutcomeView.Show(run, name, outcome, "up-to-date", "applied")));
    }

    private static Command Verify(CommandContext context)
    {
        Argument<string?> feed = FollowedFeeds.Optional();
        var repair = new Option<bool>("--repair") { Description = "Fetch again and replace what drifted." };
        return context.Create(
            "verify",
            "Count a followed feed's listings anew and compare them with what is published.",
            "Exit code 0 if they are the same, or were made so by --repair; 1 if they drifted or could not be compared.",
            [feed, repair],
            ["eirctl feeds verify", "eirctl feeds verify global --repair"],
            run => FollowedFeeds.EachAsync(
                run,
                run.Parsed.GetValue(feed),
                name => AdminClient.Path($"v1/feeds/{name}/verify", ("repair", run.Parsed.GetValue(repair) ? "true" : "false")),
                (name, outcome) => VerifyView.Show(run, name, outcome)));
    }

    private static Command Held(CommandContext context)
    {
        Argument<string> feed = FollowedFeeds.Required();
        return context.Create(
            "held",
            "Show the change of a feed that is held: which guard it trips, and what it would do.",
            "Exit code 1 if nothing is held.",
            [feed],
            ["eirctl feeds held global", "eirctl feeds held global --json | jq .diff.blocked"],
            async run =>
            {
                string name = run.Parsed.GetRequiredValue(feed);
                Answer answer = await run.Node.GetAsync(AdminClient.Path($"v1/feeds/{name}/held"), run.Cancel);
                return run.Show(answer, held => HeldView.Show(run.Printer, name, held));
            });
    }
}
