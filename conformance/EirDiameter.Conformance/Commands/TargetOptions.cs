using System.CommandLine;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Commands;

/// <summary>The options that say what to judge, and what it is configured to.</summary>
internal sealed class TargetOptions
{
    private static readonly string Profiles = Path.Combine(AppContext.BaseDirectory, "profiles");

    private readonly Option<string?> _target = new("--target") { Description = "The EIR to judge: tcp://HOST:PORT, tls://HOST:PORT or sctp://HOST:PORT", HelpName = "tcp://HOST:PORT" };
    private readonly Option<bool> _node = new("--node") { Description = "Judge this project's own node, started for the run in each configuration that cases are for" };
    private readonly Option<string> _transport = new("--transport") { Description = "With --node: what it is asked over, tcp, tls or sctp", HelpName = "tcp|tls|sctp", DefaultValueFactory = _ => "tcp" };
    private readonly Option<string?> _certificate = new("--tls-certificate") { Description = "With tls://: the certificate to show (PEM)", HelpName = "FILE" };
    private readonly Option<string?> _key = new("--tls-key") { Description = "With tls://: its key (PEM)", HelpName = "FILE" };
    private readonly Option<string?> _trust = new("--tls-trust") { Description = "With tls://: authorities that the target's certificate must come from (PEM; default: any will do)", HelpName = "FILE" };
    private readonly Option<string?> _profile = new("--profile") { Description = "What the target is configured to (default: who it is, it is asked; with --node: profiles/node.yaml)", HelpName = "FILE" };
    private readonly Option<string?> _white = new("--white") { Description = "An IMEI on the target's white list, if no profile names one", HelpName = "IMEI" };
    private readonly Option<string?> _black = new("--black") { Description = "An IMEI on its black list", HelpName = "IMEI" };
    private readonly Option<string?> _grey = new("--grey") { Description = "An IMEI on its grey list", HelpName = "IMEI" };
    private readonly Option<string?> _unlisted = new("--unlisted") { Description = "An IMEI on none of its lists, answered 5422", HelpName = "IMEI" };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        _transport.AcceptOnlyFromAmong("tcp", "tls", "sctp");
        foreach (Option option in new Option[] { _target, _node, _transport, _certificate, _key, _trust, _profile, _white, _black, _grey, _unlisted })
            command.Options.Add(option);
    }

    /// <summary>What the target is asked over: tcp, tls or sctp, or what was written instead.</summary>
    public string Transport(ParseResult parsed) =>
        parsed.GetValue(_target) is { } target ? target.Split("://")[0].ToLowerInvariant() : parsed.GetRequiredValue(_transport);

    /// <summary>What they say.</summary>
    /// <exception cref="UsageException">They say nothing that could be judged.</exception>
    /// <exception cref="TargetProblemException">There is no such target.</exception>
    public async Task<(Profile Profile, ITargets Targets, string Name)> ReadAsync(ParseResult parsed)
    {
        string? target = parsed.GetValue(_target), file = parsed.GetValue(_profile);
        bool isNode = parsed.GetValue(_node);
        if (isNode == target is not null)
            throw new UsageException("say what to judge: --target tcp://HOST:PORT, or --node for this project's own");
        if (Transport(parsed) != "tls" || isNode)
            RefuseTlsOptions(parsed);
        if (isNode)
        {
            Profile own = Profile.Read(file ?? Path.Combine(Profiles, "node.yaml"));
            return (own, new OwnNodes(own, OwnNodes.FindProgram(), Path.Combine(Profiles, "equipment.csv"), $"{parsed.GetValue(_transport)}://127.0.0.1:0"), own.Name);
        }

        if (!TargetAddress.TryParse(target!, out TargetAddress address, out string problem))
            throw new UsageException(problem);
        Profile profile = WithEquipment(file is null ? new Profile { Name = "" } : Profile.Read(file), parsed);
        if (parsed.GetValue(_certificate) is null != parsed.GetValue(_key) is null)
            throw new UsageException("--tls-certificate and --tls-key go together");
        TlsClient tls = TlsClient.Read(parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_trust));
        try
        {
            RunningTarget running = new(await address.ResolveAsync(tls), profile.Configuration);
            profile = await Introduction.CompleteAsync(profile, await running.LeaseAsync(profile.Configuration, exclusive: false), TimeProvider.System);
            return (profile, running, profile.Name.Length > 0 ? $"{profile.Name} at {address}" : $"{profile.OriginHost} at {address}");
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new TargetProblemException($"{address}: {e.Message}");
        }
    }

    // Over what is no TLS they would be of no effect, and a node that is started here has a certificate made for the run.
    private void RefuseTlsOptions(ParseResult parsed)
    {
        foreach (Option<string?> option in new[] { _certificate, _key, _trust })
        {
            if (parsed.GetValue(option) is not null)
                throw new UsageException($"{option.Name} is for --target tls://HOST:PORT only");
        }
    }

    private Profile WithEquipment(Profile profile, ParseResult parsed)
    {
        Dictionary<string, string> equipment = new(profile.Equipment);
        Dictionary<string, string> answers = new(profile.Answers);
        foreach ((string name, Option<string?> option) in new[] { ("white", _white), ("black", _black), ("grey", _grey), ("unlisted", _unlisted) })
        {
            if (parsed.GetValue(option) is not { } imei)
                continue;
            if (imei.Length is < 14 or > 16 || !imei.All(char.IsAsciiDigit))
                throw new UsageException($"--{name} is an IMEI of 14 to 16 digits, not '{imei}'");

            // TS 23.003 6.2.1: the check digit, or the software version, is no part of what is listed.
            equipment[name] = imei[..14];
            if (name == "unlisted")
                answers.TryAdd(name, "unknown");
        }

        return profile with { Equipment = equipment, Answers = answers };
    }
}
