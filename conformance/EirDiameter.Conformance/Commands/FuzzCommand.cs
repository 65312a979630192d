using System.CommandLine;
using System.Globalization;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Fuzzing;
using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>fuzz</c>: sends a target messages that are wrong in every way, and judges what it makes of them.</summary>
internal sealed class FuzzCommand
{
    private readonly TargetOptions _target = new();
    private readonly Option<string[]> _alsoBlack = new("--also-black") { Description = "More IMEIs on its black list", HelpName = "IMEI", AllowMultipleArgumentsPerToken = true };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "What the mutations are made of (default: random, and shown)", HelpName = "N" };
    private readonly Option<long> _count = new("--count") { Description = "Mutations to send", HelpName = "N", DefaultValueFactory = _ => 100_000 };
    private readonly Option<int> _seconds = new("--seconds") { Description = "The longest to do so", HelpName = "N", DefaultValueFactory = _ => 60 };
    private readonly Option<int> _connections = new("--connections") { Description = "Connections at a time", HelpName = "N", DefaultValueFactory = _ => 8 };
    private readonly Option<string?> _pcap = new("--pcap") { Description = "Write what the target sends into a capture, for tshark", HelpName = "FILE" };
    private readonly Option<int?> _process = new("--process") { Description = "The target's process, if it is on this machine: its memory is watched", HelpName = "PID" };
    private readonly Option<int> _growth = new("--memory-growth") { Description = "So much may it grow after warm-up (the first fifth)", HelpName = "MIB", DefaultValueFactory = _ => 64 };
    private readonly Option<string[]> _only = new("--only") { Description = "Only such messages in such a state: ECR@open, CER@before, '*@closing'", HelpName = "KIND@STATE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<long[]> _onlyIndex = new("--only-index") { Description = "Only the mutation with this number: repeats a finding, with the same --seed", HelpName = "N" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress on standard error" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        FuzzCommand fuzz = new();
        Command command = new("fuzz", "Send an EIR mutated messages of every kind in every state of a peer. Exit code 0 if nothing was found, 1 if something was, 2 if it could not be judged.");
        fuzz._target.AddTo(command);
        Option[] options =
            [fuzz._alsoBlack, fuzz._seed, fuzz._count, fuzz._seconds, fuzz._connections, fuzz._pcap, fuzz._process, fuzz._growth, fuzz._only, fuzz._onlyIndex, fuzz._quiet];
        foreach (Option option in options)
            command.Options.Add(option);
        command.SetAction(fuzz.InvokeAsync);
        return command.WithExamples(
            "fuzz --node                                                    100000 mutations against this project's own node",
            "fuzz --target tcp://10.0.0.7:3868 --white 35209900000010 --black 35693803564380 --seconds 600 --count 100000000",
            "fuzz --target tcp://127.0.0.1:3868 --profile vendor.yaml --process $(pidof eir) --memory-growth 100",
            "fuzz --target tcp://127.0.0.1:3868 --profile vendor.yaml --only ECR@open --only CER@before --pcap answers.pcap",
            "fuzz --target tcp://127.0.0.1:3868 --profile vendor.yaml --seed 4711 --only-index 815     send mutation 815 of seed 4711 again",
            "kinds: CER CEA DWR DWA DPR DPA ECR ECA command application; states: before (no CER yet), open, closing (DPR sent), watchdog (its DWR pending)");
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!FuzzFilter.TryParse(parsed.GetValue(_only) ?? [], out FuzzFilter filter, out string problem))
            throw new UsageException(problem);
        Check(parsed.GetRequiredValue(_count) >= 1, "--count wants 1 or more");
        Check(parsed.GetRequiredValue(_seconds) >= 1, "--seconds wants 1 or more");
        Check(parsed.GetRequiredValue(_connections) is >= 1 and <= 1000, "--connections wants 1 to 1000");
        Check(parsed.GetRequiredValue(_growth) >= 0, "--memory-growth wants MiB, 0 or more");
        long[] indices = parsed.GetValue(_onlyIndex) ?? [];
        Check(indices.Length == 0 || parsed.GetValue(_seed) is not null, "--only-index wants the --seed of the run whose mutation it is");
        Check(indices.All(index => index >= 0), "--only-index wants a number from a finding");

        Check(_target.Transport(parsed) is not ("tls" or "sctp"), "fuzzing is over TCP: give --target tcp://HOST:PORT");
        (Profile profile, ITargets targets, string name) = await _target.ReadAsync(parsed);
        await using ITargets used = FuzzNode.Suited(targets, profile);
        if (FuzzSubject.From(profile, AlsoBlack(parsed), out problem) is not { } subject)
            throw new UsageException(problem);
        TargetLease lease = await used.LeaseAsync(profile.Configuration, exclusive: false);
        FuzzSettings settings = new()
        {
            Target = lease.Address.Address,
            Subject = subject,
            Seed = parsed.GetValue(_seed) ?? (ulong)Random.Shared.NextInt64(1_000_000_000),
            Count = indices.Length > 0 ? indices.Length : parsed.GetRequiredValue(_count),
            Time = TimeSpan.FromSeconds(parsed.GetRequiredValue(_seconds)),
            Connections = parsed.GetRequiredValue(_connections),
            Indices = indices,
            Filter = filter,
            Process = parsed.GetValue(_process) ?? FuzzNode.ProcessOf(used),
            MemoryGrowth = (long)parsed.GetRequiredValue(_growth) << 20,
        };
        using PcapWriter? capture = parsed.GetValue(_pcap) is { } pcap ? PcapWriter.Create(pcap, TimeProvider.System) : null;
        return await Task.Run(() => Run(parsed, settings, name, capture, cancellation), CancellationToken.None);
    }

    private int Run(ParseResult parsed, FuzzSettings settings, string name, ITrafficLog? capture, CancellationToken cancellation)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.GetValue(_quiet) ? TextWriter.Null : parsed.InvocationConfiguration.Error;
        string again = $"fuzz {string.Join(' ', TargetWords(parsed))} --seed {settings.Seed.ToString(CultureInfo.InvariantCulture)}";
        output.WriteLine($"seed {settings.Seed}: {name}");
        FindingLog findings = new(output, again);
        FuzzRun run = new(settings, findings, capture);
        run.Run(() => error.WriteLine(Progress(run, findings)), cancellation);
        foreach ((string what, int times) in findings.Counts.OrderByDescending(one => one.Value))
            output.WriteLine($"{times} × {(what.Length > 120 ? what[..120] + "…" : what)}");
        output.WriteLine(Progress(run, findings));
        if (run.Memory is { } memory)
            output.WriteLine($"memory: {memory.Warm >> 20} MiB after warm-up, {memory.Growth >> 20} MiB more at the end");
        return findings.Count == 0 ? 0 : 1;
    }

    private static string Progress(FuzzRun run, FindingLog findings) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Counters.Judged} mutations sent and judged in {run.Elapsed.TotalSeconds:f1} s ({run.Counters.Judged / Math.Max(run.Elapsed.TotalSeconds, 0.001):f0}/s) on {run.Counters.Connections} connections: {findings.Count} findings");

    // The words of the command line that say what the target is.
    private IEnumerable<string> TargetWords(ParseResult parsed)
    {
        HashSet<Option> names = [_seed, _count, _seconds, _connections, _pcap, _process, _growth, _only, _onlyIndex, _quiet];
        return parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
            .Where(given => !given.Implicit && !names.Contains(given.Option))
            .SelectMany(given => given.Tokens.Select(token => token.Value).Prepend(given.Option.Name));
    }

    private IEnumerable<string> AlsoBlack(ParseResult parsed)
    {
        foreach (string imei in parsed.GetValue(_alsoBlack) ?? [])
            yield return imei.Length is >= 14 and <= 16 && imei.All(char.IsAsciiDigit) ? imei : throw new UsageException($"--also-black is an IMEI of 14 to 16 digits, not '{imei}'");
    }

    private static void Check(bool holds, string problem)
    {
        if (!holds)
            throw new UsageException(problem);
    }
}
