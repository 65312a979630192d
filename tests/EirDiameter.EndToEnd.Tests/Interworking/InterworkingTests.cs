using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>The node among stacks that others wrote, on the wire and as they understand it.</summary>
public sealed class InterworkingTests : IDisposable
{
    private static readonly string[] Mmes = ["freediameter-mme", "erlang-mme"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FreeDiameter_as_an_MME_gets_every_answer_and_its_watchdogs()
    {
        await using EirNode node = await StartAsync();
        await using Capture capture = await Capture.StartAsync(_folder, [node.DiameterPort]);

        // Six seconds is the shortest watchdog interval that RFC 3539 3.4.1 allows, give or take two.
        await ForeignMme.AsksEverythingAsync("freediameter-mme", node.DiameterPort, _folder, ["watchdog=6", "hold=9"]);

        Dictionary<string, int> counts = await EndAsync(capture, connections: 1);
        Assert.True(counts.GetValueOrDefault("DWR") >= 1, "no DWR was sent");
        Assert.Equal(counts["DWR"], counts.GetValueOrDefault("DWA"));
    }

    [Fact]
    public async Task Erlang_as_an_MME_gets_every_answer()
    {
        await using EirNode node = await StartAsync();
        await using Capture capture = await Capture.StartAsync(_folder, [node.DiameterPort]);

        await ForeignMme.AsksEverythingAsync("erlang-mme", node.DiameterPort, _folder);

        await EndAsync(capture, connections: 1);
    }

    [Theory]
    [InlineData("freediameter-mme")]
    [InlineData("erlang-mme")]
    public async Task An_MME_may_name_the_EIR_and_leave_out_Vendor_Specific_Application_Id(string script)
    {
        await using EirNode node = await StartAsync();

        await ForeignMme.AsksEverythingAsync(script, node.DiameterPort, _folder, [$"destination-host={EirNode.OriginHost}", "application-id=0"]);
    }

    [Fact]
    public async Task Two_MMEs_ask_at_once_with_many_requests_in_flight()
    {
        await using EirNode node = await StartAsync();

        string[] options = [$"requests={Questions.All.Count * 100}", "window=100"];
        Task<(int, IReadOnlyList<string> Output, IReadOnlyList<string>)>[] runs =
        [
            .. Mmes.Select(script => ChildProcess.RunAsync(
                Repository.Peer(script),
                [$"127.0.0.1:{node.DiameterPort}", $"equipment={Questions.WriteFile(_folder)}", .. options],
                TimeSpan.FromSeconds(60))),
        ];

        foreach ((_, IReadOnlyList<string> output, _) in await Task.WhenAll(runs))
        {
            Assert.Contains($"DONE sent={Questions.All.Count * 100} answered={Questions.All.Count * 100} timeout=0", output);
            foreach (string answer in output.Where(line => line.StartsWith("ANSWER ", StringComparison.Ordinal)))
            {
                int number = int.Parse(answer.Split(' ')[1]);
                Assert.Contains(Questions.All[number % Questions.All.Count].Answer, answer, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task FreeDiameter_as_a_relay_between_brings_every_answer_back()
    {
        string name = $"eir-test-{Environment.ProcessId}";
        string[] inside = [Repository.Peer("in-namespace"), name];
        await RunAsync([.. inside, "true"]);
        try
        {
            await using EirNode node = await StartAsync(inside);
            int port = node.DiameterPort == 3867 ? 3866 : 3867;
            await using Capture capture = await Capture.StartAsync(_folder, [node.DiameterPort, port], inside);
            await using ChildProcess relay = ChildProcess.Start(
                inside[0], [.. inside.Skip(1), Repository.Peer("freediameter-relay"), $"{port}", $"127.0.0.1:{node.DiameterPort}"]);
            await relay.WaitForLineAsync(
                "the relay is connected to the EIR",
                line => line.Contains("'STATE_OPEN'", StringComparison.Ordinal) && line.Contains(EirNode.OriginHost, StringComparison.Ordinal),
                TimeSpan.FromSeconds(30));

            await ForeignMme.AsksEverythingAsync("freediameter-mme", port, _folder, [$"peer=dra.{EirNode.OriginRealm}"], inside);

            // Each message passes the interface twice: between MME and relay, and between relay and EIR.
            relay.Signal(ChildProcess.Terminate);
            await relay.WaitForExitAsync(TimeSpan.FromSeconds(30));
            await EndAsync(capture, connections: 2);
        }
        finally
        {
            await RunAsync([inside[0], "--delete", name]);
        }
    }

    [Fact]
    public async Task A_relay_that_the_node_dials_brings_every_answer_back()
    {
        // The relay knows the node by name, but dials it where nobody listens.
        const int Port = 3867, Nobody = 3800;
        string name = $"eir-dial-{Environment.ProcessId}";
        string[] inside = [Repository.Peer("in-namespace"), name];
        await RunAsync([.. inside, "true"]);
        try
        {
            await using ChildProcess relay = ChildProcess.Start(
                inside[0], [.. inside.Skip(1), Repository.Peer("freediameter-relay"), $"{Port}", $"127.0.0.1:{Nobody}"]);
            await using EirNode node = await StartAsync(
                inside,
                "--Diameter:Peers:0:Host", $"dra.{EirNode.OriginRealm}", "--Diameter:Peers:0:Connect", $"tcp://127.0.0.1:{Port}", "--Diameter:DialSeconds", "1");
            await relay.WaitForLineAsync(
                "the node is connected to the relay",
                line => line.Contains("'STATE_OPEN'", StringComparison.Ordinal) && line.Contains(EirNode.OriginHost, StringComparison.Ordinal),
                TimeSpan.FromSeconds(30));

            await ForeignMme.AsksEverythingAsync("freediameter-mme", Port, _folder, [$"peer=dra.{EirNode.OriginRealm}"], inside);
        }
        finally
        {
            await RunAsync([inside[0], "--delete", name]);
        }
    }

    private Task<EirNode> StartAsync(string[]? through = null, params string[] more) => EirNode.StartAsync(
        _folder.File("store"), ["--Lists:0:File", _folder.Write("list.csv", Questions.ListFile), "--Lists:0:Feed", "local", .. more], through);

    // Every connection begins with CER and CEA and ends with DPR and DPA; every question passes each connection once, as does its answer.
    private static async Task<Dictionary<string, int>> EndAsync(Capture capture, int connections)
    {
        int checks = Questions.All.Count * connections;
        Dictionary<string, int> counts = await capture.EndAsync(
            ("CER", connections), ("CEA", connections), ("ECR", checks), ("ECA", checks), ("DPR", connections), ("DPA", connections));
        Assert.Equal((checks, checks), (counts["ECR"], counts["ECA"]));
        Assert.Equal((connections, connections), (counts["CER"], counts["CEA"]));
        return counts;
    }

    private static async Task RunAsync(string[] command)
    {
        (int exitCode, _, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(command[0], command.Skip(1), TimeSpan.FromSeconds(30));
        Assert.True(exitCode == 0, string.Join('\n', errors));
    }
}
