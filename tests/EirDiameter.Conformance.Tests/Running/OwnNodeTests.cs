using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Reports;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Tests.Support;
using Xunit.Abstractions;

namespace EirDiameter.Conformance.Tests.Running;

/// <summary>This project's own node, judged by all cases as any other EIR would be.</summary>
public class OwnNodeTests(ITestOutputHelper output)
{
    private static readonly string Profiles = Path.Combine(AppContext.BaseDirectory, "profiles");

    [Fact]
    public async Task The_node_passes_every_case_and_what_passed_is_well_formed_to_others_too()
    {
        using TemporaryFile capture = new("run.pcap");
        Profile profile = Profile.Read(Path.Combine(Profiles, "node.yaml"));
        await using OwnNodes nodes = new(profile, OwnNodes.FindProgram(), Path.Combine(Profiles, "equipment.csv"));
        IReadOnlyList<CaseResult> results;
        using (PcapWriter log = PcapWriter.Create(capture.Path, TimeProvider.System))
            results = await new SuiteRunner(profile, nodes, log, TimeProvider.System).RunAsync(CaseLibrary.Read(CaseLibrary.Usual));

        AllPassed(results, notFor: Applicability.Tls);

        // What the node sent, in the eyes of another decoder: cases send what is malformed on purpose, the node must not, except where it gives
        // back in Failed-AVP what it was sent.
        Assert.Equal("", await Tshark.RunAsync("-r", capture.Path, "-Y", "(_ws.malformed || _ws.short) && tcp.srcport == 3868 && !diameter.Failed-AVP"));
        Assert.Equal("", await Tshark.RunAsync("-r", capture.Path, "-Y", "tcp.analysis.flags && !tcp.analysis.reused_ports"));
    }

    [Fact]
    public async Task The_node_passes_every_case_over_TLS_too()
    {
        Profile profile = Profile.Read(Path.Combine(Profiles, "node.yaml"));
        await using OwnNodes nodes = new(profile, OwnNodes.FindProgram(), Path.Combine(Profiles, "equipment.csv"), "tls://127.0.0.1:0");
        IReadOnlyList<CaseResult> results = await new SuiteRunner(profile, nodes, null, TimeProvider.System).RunAsync(CaseLibrary.Read(CaseLibrary.Usual));

        AllPassed(results, notFor: Applicability.Plain);
    }

    private void AllPassed(IReadOnlyList<CaseResult> results, string notFor)
    {
        foreach (CaseResult result in results.Where(result => result.Outcome == Outcome.Failed))
            output.WriteLine($"{result.Outcome} {result.Case.Id}: {FailureText.Of(result)}");
        Assert.All(results, result => Assert.Equal(result.Case.Needs.Contains(notFor) ? Outcome.Skipped : Outcome.Passed, result.Outcome));
    }
}
