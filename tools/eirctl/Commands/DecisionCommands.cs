using System.CommandLine;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>What an operator decides on a followed feed. Each decision is in the node's audit log, with who and why.</summary>
internal static class DecisionCommands
{
    private const string Looked = "Look at what is held first: `eirctl feeds held FEED`.";

    public static Command Approve(CommandContext context) => Create(
        context,
        "approve",
        "Apply the change of a feed that is held.",
        Looked,
        namesManifest: true,
        ["eirctl approve global --why \"checked with the registry by phone\"", "eirctl approve global --why ok --sha256 3f0c…    only if it is still that one"],
        "applied",
        "up-to-date");

    public static Command Reject(CommandContext context) => Create(
        context,
        "reject",
        "Let go the change of a feed that is held: it is not tried again, and what is newer is looked at.",
        Looked,
        namesManifest: true,
        ["eirctl reject global --why \"blocks half the country\"", "eirctl reject global --why \"a mistake of theirs\" --who ada"],
        "rejected");

    public static Command RollBack(CommandContext context) => Create(
        context,
        "rollback",
        "Put a feed back to what it was before its last change, and hold what comes until something is approved.",
        note: null,
        namesManifest: false,
        ["eirctl rollback global --why \"phones of one maker are refused\""],
        "rolled-back");

    public static Command Forget(CommandContext context) => Create(
        context,
        "forget",
        "Forget which manifests of a feed were verified, after its publisher lost its past and began anew.",
        "Ask the publisher first: whoever shows old manifests looks the same. What the node holds stays; what comes next is held\nif it lies before that.",
        namesManifest: false,
        ["eirctl feeds forget global --why \"their database was restored, as they said by phone\""],
        "forgotten");

    private static Command Create(CommandContext context, string action, string description, string? note, bool namesManifest, string[] examples, params string[] done)
    {
        Argument<string> feed = FollowedFeeds.Required();
        Option<string?> why = Text("--why", "Why, in a few words; kept in the audit log.", "TEXT", required: true);
        Option<string?> who = Text("--who", "Who decides; kept in the audit log. Default: the name you are logged in with.", "NAME", required: false);
        Option<string?> manifest = Text("--sha256", "Only if this is what is held: the `manifest` that `eirctl feeds held` shows.", "HASH", required: false);
        return context.Create(
            action,
            description,
            note,
            namesManifest ? [feed, why, who, manifest] : [feed, why, who],
            examples,
            async run =>
            {
                string name = run.Parsed.GetRequiredValue(feed);
                var body = new JsonObject { ["who"] = run.Parsed.GetValue(who) ?? Environment.UserName, ["why"] = run.Parsed.GetValue(why) };
                if (namesManifest && run.Parsed.GetValue(manifest) is { } sha256) body["sha256"] = sha256;
                Answer answer = await FollowProgressView.RunAsync(
                    run, name, () => run.Node.PostLongAsync(AdminClient.Path($"v1/feeds/{name}/{action}"), body.ToJsonString(), run.Cancel));
                bool isDone = OutcomeView.Show(run, name, answer.Json(), done);
                if (run.Json) run.Terminal.Out.WriteLine(answer.Body.TrimEnd());
                return isDone ? ExitCodes.Done : ExitCodes.Refused;
            });
    }

    private static Option<string?> Text(string name, string description, string helpName, bool required)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName, Required = required };
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(option))) result.AddError($"{name}: it is empty");
        });
        return option;
    }
}
