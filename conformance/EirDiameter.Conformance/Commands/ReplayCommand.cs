using System.CommandLine;
using System.Net.Sockets;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Replaying;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>replay</c>: says to a target what was captured, and compares what it answers.</summary>
internal static class ReplayCommand
{
    private const int Width = 160;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("CAPTURE") { Description = "pcap or pcapng file with Diameter over TCP or SCTP" };
        Option<string> target = new("--target") { Description = "The EIR to ask", HelpName = "tcp://HOST:PORT", Required = true };
        Option<string?> profile = new("--profile") { Description = "Profile of the target: its answer-seconds, origin-host and origin-realm are used", HelpName = "FILE" };
        Option<string> report = new("--report") { Description = "console or json", HelpName = "FORMAT", DefaultValueFactory = _ => "console" };
        Option<string?> pcap = new("--pcap") { Description = "Write what passes as a capture; the target's port is written as 3868", HelpName = "FILE" };
        report.AcceptOnlyFromAmong("console", "json");
        Command command = new(
            "replay",
            """
            Say to a target what the clients of a capture said, and compare each answer with the captured one.

            What does not count: Hop-by-Hop and End-to-End Identifiers, what names the server (Origin-Host, Origin-Realm, Host-IP-Address,
            Vendor-Id, Product-Name, Firmware-Revision, Origin-State-Id, Error-Reporting-Host), the text of Error-Message, the order of AVPs.
            Destination-Host and Destination-Realm become the target's where they named the captured server.
            Exit code 0 if nothing differs, 1 if an answer does, 2 if there was nothing to replay or nobody to ask.
            """)
        {
            file, target, profile, report, pcap,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            return await RunAsync(
                parsed.GetRequiredValue(file),
                parsed.GetRequiredValue(target),
                parsed.GetValue(profile),
                new ReplayReport(parsed.InvocationConfiguration.Output, parsed.GetValue(report) == "json", Width),
                parsed.GetValue(pcap),
                cancellation);
        });
        return command.WithExamples(
            "replay traces/freediameter-mme.pcapng --target tcp://127.0.0.1:3868",
            "replay yesterday.pcapng --target tcp://[2001:db8::7]:3868 --profile eir.yaml --report json",
            "replay traces/erlang-mme.pcap --target tcp://127.0.0.1:3868 --pcap again.pcap && wireshark again.pcap");
    }

    private static async Task<int> RunAsync(string file, string targetText, string? profile, ReplayReport report, string? pcap, CancellationToken cancellation)
    {
        if (!TargetAddress.TryParse(targetText, out TargetAddress target, out string problem))
            throw new CaptureProblemException(problem);
        Profile known = profile is null ? new Profile { Name = "" } : Profile.Read(profile);
        Identity? identity = known.OriginHost.Length > 0 && known.OriginRealm.Length > 0 ? new Identity(known.OriginHost, known.OriginRealm) : null;
        Capture capture = Capture.Read(file);
        IReadOnlyList<CapturedExchange> exchanges = CapturedExchange.Of(capture);
        if (exchanges.Count == 0)
            throw new CaptureProblemException($"{file} has no Diameter request of a client{string.Concat(capture.Notes.Select(note => $"; {note}"))}");
        using PcapWriter? log = pcap is null ? null : PcapWriter.Create(pcap, TimeProvider.System);
        try
        {
            ReplaySettings settings = new(await target.ResolveAsync(), known.Answer, identity, log);
            Identifiers ids = Identifiers.Random();
            foreach (Conversation one in capture.Conversations)
            {
                CapturedExchange[] own = [.. exchanges.Where(exchange => ReferenceEquals(exchange.Conversation, one))];
                await using ReplayedConversation conversation = new(own, settings, ids, TimeProvider.System);
                await foreach (ExchangeResult result in conversation.RunAsync(cancellation))
                    report.Add(result);
            }
        }
        catch (SocketException e)
        {
            throw new CaptureProblemException($"{target}: {e.Message}; is the EIR running there?");
        }
        catch (OperationCanceledException)
        {
            throw new CaptureProblemException(cancellation.IsCancellationRequested
                ? "ended before all was replayed"
                : $"{target}: no connection within {known.Answer.TotalSeconds:0.###} s");
        }

        report.End(capture, $"{target}");
        return report.IsSame ? 0 : 1;
    }
}
