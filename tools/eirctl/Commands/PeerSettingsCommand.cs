using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>One peer more, or one with other settings.</summary>
internal sealed class PeerSettingsCommand
{
    private const string Nothing = "none";

    private readonly Argument<string> _host = Symbols.Peer();
    private readonly Option<string?> _connect = new("--connect") { Description = "Where the node dials it; none: it dials the node.", HelpName = "tcp|tls|sctp://HOST:PORT" };
    private readonly Option<string[]> _addresses = new("--address") { Description = "An address or network it may come from; may be repeated. none: any.", HelpName = "ADDRESS[/PREFIX]" };
    private readonly Option<string?> _certificateName = new("--certificate-name") { Description = "The name that must stand in its certificate, if it is not HOST. none: HOST.", HelpName = "NAME" };
    private readonly Option<string[]> _originRealms = new("--origin-realm") { Description = "A realm whose requests it may bring; may be repeated. none: those of Diameter:OriginRealms.", HelpName = "REALM" };
    private readonly Option<string?> _rate = new("--max-requests") { Description = "Requests a second, above which they are answered 3004; 0: no limit.", HelpName = "N" };

    private readonly Option<string?> _overload = new("--report-overload") { Description = "Whether answers tell it how many requests to keep back (DOIC), above its limit or the node's.", HelpName = "on|off" };
    private readonly Option<string?> _load = new("--report-load") { Description = "Whether answers tell it how much capacity is left (RFC 8583).", HelpName = "on|off" };

    private PeerSettingsCommand()
    {
        _overload.AcceptOnlyFromAmong("on", "off");
        _load.AcceptOnlyFromAmong("on", "off");
        _rate.Validators.Add(result =>
        {
            if (result.GetValue(_rate) is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                result.AddError($"--max-requests: '{text}' is not a number of requests a second");
        });
    }

    private Symbol[] Parts => [_host, _connect, _addresses, _certificateName, _originRealms, _rate, _overload, _load];

    public static Command Add(CommandContext context)
    {
        PeerSettingsCommand command = new();
        return context.Create(
            "add",
            "Add a peer.",
            "It may connect, or is dialled, from the moment the command returns.",
            command.Parts,
            [
                "eirctl peers add mme07.example.org --address 192.0.2.27 --max-requests 5000",
                "eirctl peers add dra02.example.org --connect sctp://192.0.2.32:3868      an agent that is dialled",
                "eirctl peers add mme08.example.org --address 192.0.2.0/28 --address 2001:db8::/64",
            ],
            async run => await command.PutAsync(run, isNew: true));
    }

    public static Command Change(CommandContext context)
    {
        PeerSettingsCommand command = new();
        return context.Create(
            "change",
            "Change settings of a peer; those that are not named stay.",
            "Its connection stays, unless the new settings do not allow it.",
            command.Parts,
            ["eirctl peers change mme07.example.org --max-requests 8000", "eirctl peers change mme07.example.org --address none"],
            async run => await command.PutAsync(run, isNew: false));
    }

    private async Task<int> PutAsync(Run run, bool isNew)
    {
        string host = run.Parsed.GetRequiredValue(_host);
        string path = AdminClient.Path($"v1/peers/{host}");
        JsonObject settings = await SettingsAsync(run, path, host, isNew);
        if (run.Parsed.GetValue(_connect) is { } connect) settings["connect"] = OrNull(connect);
        if (run.Parsed.GetValue(_certificateName) is { } name) settings["certificateName"] = OrNull(name);
        if (run.Parsed.GetValue(_addresses) is { Length: > 0 } addresses) settings["addresses"] = ListOf(addresses);
        if (run.Parsed.GetValue(_originRealms) is { Length: > 0 } realms) settings["originRealms"] = ListOf(realms);
        if (run.Parsed.GetValue(_rate) is { } rate) settings["maxRequestsPerSecond"] = int.Parse(rate, CultureInfo.InvariantCulture);
        if (run.Parsed.GetValue(_overload) is { } overload) settings["reportOverload"] = overload == "on";
        if (run.Parsed.GetValue(_load) is { } load) settings["reportLoad"] = load == "on";
        return run.Show(
            await run.Node.PutAsync(path, settings.ToJsonString(), run.Cancel),
            done => run.Printer.Line($"{done.Cell("host")} is {done.Cell("outcome")}"));
    }

    /// <summary>What is there to be changed: nothing, for one that is added.</summary>
    private static async Task<JsonObject> SettingsAsync(Run run, string path, string host, bool isNew)
    {
        Answer answer = await run.Node.AskAsync(path, run.Cancel);
        if (answer.Status is not (System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.NotFound)) throw Problems.Of(answer);
        JsonObject? settings = answer.IsSuccess && answer.Json().Member("settings") is { ValueKind: System.Text.Json.JsonValueKind.Object } found ? JsonObject.Create(found) : null;
        if (isNew && settings is not null) throw new RefusedException($"{Words.OneLine(host)} is a peer already; use eirctl peers change");
        if (!isNew && settings is null) throw new RefusedException($"{Words.OneLine(host)} is no configured peer; use eirctl peers add");
        return settings ?? [];
    }

    private static string? OrNull(string text) => text == Nothing ? null : text;

    private static JsonArray ListOf(string[] texts) => texts is [Nothing] ? [] : [.. texts.Select(text => JsonValue.Create(text))];
}
