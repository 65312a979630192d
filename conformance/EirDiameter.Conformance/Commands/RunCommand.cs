using System.CommandLine;
using System.Globalization;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Reports;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>run</c>: judges a target.</summary>
internal sealed class RunCommand
{
    private static readonly Dictionary<string, IReport> Reports = new()
    {
        ["console"] = new ConsoleReport(),
        ["junit"] = new JunitReport(),
        ["markdown"] = new MarkdownReport(),
        ["json"] = new JsonReport(),
    };

    private readonly TargetOptions _target = new();
    private readonly CaseOptions _cases = new();
    private readonly Option<string> _report = new("--report") { Description = "console, junit, markdown or json", HelpName = "FORM", DefaultValueFactory = _ => "console" };
    private readonly Option<string?> _output = new("--output") { Description = "Where to write the report (default: standard output)", HelpName = "FILE" };
    private readonly Option<string?> _pcap = new("--pcap") { Description = "Write all that passes into a capture, for tshark or Wireshark", HelpName = "FILE" };
    private readonly Option<int?> _parallel = new("--parallel") { Description = "Cases at a time (default: as the profile says)", HelpName = "N" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress on standard error" };

    private RunCommand()
    {
        _report.AcceptOnlyFromAmong([.. Reports.Keys]);
    }

    /// <summary>The command.</summary>
    public static Command Create()
    {
        RunCommand run = new();
        Command command = new("run", "Judge an EIR by the cases. Exit code 0 if it passed every mandatory one that is for it, 1 if not, 2 if it could not be judged.");
        run._target.AddTo(command);
        run._cases.AddTo(command);
        foreach (Option option in new Option[] { run._report, run._output, run._pcap, run._parallel, run._quiet })
            command.Options.Add(option);
        command.SetAction(run.InvokeAsync);
        return command.WithExamples(
            "run --target tcp://10.0.0.7:3868 --white 35209900000010 --black 35693803564380",
            "run --target tcp://10.0.0.7:3868 --profile vendor.yaml --report markdown --output vendor.md",
            "run --node --suite watchdog --suite disconnect",
            "run --node --case imei-spare-digit");
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        IReadOnlyList<Case> cases = _cases.Read(parsed);
        (Profile profile, ITargets targets, string name) = await _target.ReadAsync(parsed);
        if (parsed.GetValue(_parallel) is { } parallel)
            profile = profile with { Parallel = parallel is >= 1 and <= 1000 ? parallel : throw new UsageException("--parallel wants 1 to 1000") };
        await using ITargets used = targets;
        if (parsed.GetValue(_pcap) is not null && _target.Transport(parsed) == "sctp")
            throw new UsageException("--pcap writes what passes over TCP; over SCTP, capture with dumpcap -f sctp");
        Progress progress = new(parsed.GetValue(_quiet) ? TextWriter.Null : parsed.InvocationConfiguration.Error, cases.Count);
        long begin = TimeProvider.System.GetTimestamp();
        using PcapWriter? capture = parsed.GetValue(_pcap) is { } pcap ? PcapWriter.Create(pcap, TimeProvider.System) : null;
        IReadOnlyList<CaseResult> results = await new SuiteRunner(profile, targets, capture, TimeProvider.System).RunAsync(cases, progress.Ended, cancellation);
        Summary summary = new(name, results, TimeProvider.System.GetElapsedTime(begin));
        if (parsed.GetValue(_output) is { } file)
        {
            StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
            Reports[parsed.GetRequiredValue(_report)].Write(summary, text);
            await File.WriteAllTextAsync(file, text.ToString(), CancellationToken.None);
            parsed.InvocationConfiguration.Output.WriteLine(summary.Line);
        }
        else
        {
            Reports[parsed.GetRequiredValue(_report)].Write(summary, parsed.InvocationConfiguration.Output);
        }

        return summary.IsConformant ? 0 : 1;
    }
}
