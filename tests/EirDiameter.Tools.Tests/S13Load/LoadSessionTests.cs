using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using EirDiameter.Protocol;
using EirDiameter.S13Load;
using EirDiameter.S13Load.Options;

namespace EirDiameter.Tools.Tests.S13Load;

/// <summary>The whole tool against a server in the test, over loopback.</summary>
public sealed class LoadSessionTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly string _file = Path.GetTempFileName();

    private string Output => _output.ToString();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public void A_server_that_answers_everything_well_gives_exit_code_0_and_is_left_politely()
    {
        using AnsweringServer server = new(_ => Say.White);
        Assert.Equal(ExitCodes.Good, Run(server, "-n 1000 -c 3 -w 30 --runs 2 --warmup 100 -r example.org -o mme"));
        Assert.Equal(2100, server.Imeis.Count);
        Assert.Equal(["mme0.example.org", "mme1.example.org", "mme2.example.org"], server.Peers.Order());
        Assert.Equal(3, server.Disconnects);
        Assert.Contains("white 2,000", Output, StringComparison.Ordinal);
        Assert.Contains("median", Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paced_run_sends_what_the_rate_and_the_time_make()
    {
        using AnsweringServer server = new(_ => Say.Grey);
        Assert.Equal(ExitCodes.Good, Run(server, "--rate 20k -d 50ms -c 2"));
        Assert.Equal(1000, server.Imeis.Count);
        Assert.Contains("p99 late us", Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_answer_is_checked_against_the_expectation_file()
    {
        Expect("35693803564380,white\n35693803564381,black\n35693803564382,grey\n35693803564383,unknown\n35693803564384,3004\n");
        using AnsweringServer server = new(Honest);
        Assert.Equal(ExitCodes.Good, Run(server, $"--expect {_file} -n 500"));
        Assert.Contains("white 100, grey 100, black 100, unknown 100, 3004 100", Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_lies_about_one_equipment_fails_and_the_lie_is_shown()
    {
        Expect("35693803564380,white\n35693803564381,black,001010000000001\n35693803564382,grey\n");
        using AnsweringServer server = new(imei => imei[^1] == '1' ? Say.White : Honest(imei));
        Assert.Equal(ExitCodes.Failed, Run(server, $"--expect {_file} -n 300"));
        Assert.Contains("not as expected 100", Output, StringComparison.Ordinal);
        Assert.Contains("35693803564381 with IMSI 001010000000001: expected black, answered white", Output, StringComparison.Ordinal);
        Assert.Equal(10, Output.Split("expected black").Length - 1);
    }

    [Theory]
    [InlineData(nameof(Say.NoAuthSessionState), "malformed 1", "must stand there is missing")]
    [InlineData(nameof(Say.StatusWithoutSuccess), "malformed 1", "an Equipment-Status, but no success")]
    [InlineData(nameof(Say.OtherSessionId), "malformed 1", "the Session-Id is not that of the request")]
    [InlineData(nameof(Say.Twice), "unmatched 1", "")]
    [InlineData(nameof(Say.HangUp), "unanswered 1", "closed the connection")]
    [InlineData(nameof(Say.DisconnectFirst), "", "disconnects")]
    [InlineData(nameof(Say.OtherHopByHop), "unmatched 1", "no answer for 2 s while 1 were due")]
    [InlineData(nameof(Say.Nothing), "unanswered 1", "no answer for 2 s while 1 were due")]
    public void One_wrong_answer_among_many_gives_exit_code_1(string wrong, string count, string why)
    {
        using AnsweringServer server = new(imei => imei == "35693803564400" ? Enum.Parse<Say>(wrong) : Say.White);
        // A window of 1 makes the wrong one the only one in flight.
        Assert.Equal(ExitCodes.Failed, Run(server, "--range 35693803564380..40 --window 1 --timeout 2s"));
        Assert.Contains(count, Output, StringComparison.Ordinal);
        Assert.Contains(why, Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watchdog_request_is_answered()
    {
        using AnsweringServer server = new(_ => Say.WatchdogFirst);
        Assert.Equal(ExitCodes.Good, Run(server, "-n 20 -w 4"));
        Assert.Equal(Enumerable.Repeat(CommandCodes.DeviceWatchdog, 20), server.Answers);
    }

    [Fact]
    public void A_disconnect_request_is_answered()
    {
        using AnsweringServer server = new(_ => Say.DisconnectFirst);
        Assert.Equal(ExitCodes.Failed, Run(server, "-n 20 -w 1"));
        SpinWait.SpinUntil(() => !server.Answers.IsEmpty, TimeSpan.FromSeconds(10));
        Assert.Equal(CommandCodes.DisconnectPeer, Assert.Single(server.Answers));
    }

    [Fact]
    public void A_refused_connection_is_one_clear_line()
    {
        TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        Assert.Equal(ExitCodes.Failed, Run($"tcp://127.0.0.1:{port}"));
        Assert.Equal($"s13load: tcp://127.0.0.1:{port} refuses connections: does the EIR run, and does it listen there?{Environment.NewLine}", _error.ToString());
        Assert.Empty(Output);
    }

    [Fact]
    public async Task An_eir_that_is_just_starting_is_waited_for()
    {
        TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        IPEndPoint endPoint = (IPEndPoint)reserved.LocalEndpoint;
        reserved.Stop();
        Task<int> load = Task.Run(() => Run($"tcp://{endPoint} --wait 60s -n 10"));
        using AnsweringServer server = new(_ => Say.White, port: endPoint.Port);
        Assert.Equal(ExitCodes.Good, await load);
    }

    [Fact]
    public void A_refusal_in_the_capabilities_exchange_is_one_clear_line()
    {
        using AnsweringServer server = new(_ => Say.White, ResultCodes.UnknownPeer);
        Assert.Equal(ExitCodes.Failed, Run(server, "-o stranger -r example.org"));
        Assert.Equal(
            $"s13load: {server.Target} refuses stranger0.example.org: CEA with Result-Code 3010 (DIAMETER_UNKNOWN_PEER){Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_one_clear_line()
    {
        Assert.Equal(ExitCodes.Failed, Run("--expect /no/such/file.csv"));
        Assert.StartsWith("s13load: /no/such/file.csv: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_forms_of_an_imei_are_sent_in_turn()
    {
        using AnsweringServer server = new(_ => Say.White);
        Assert.Equal(ExitCodes.Good, Run(server, "--range 35693803564380..1 -n 5 -w 1 --form 14,15,15-spare,16 --sv 07"));
        Assert.Equal(["35693803564380", "356938035643809", "356938035643800", "3569380356438007", "35693803564380"], server.Imeis);
    }

    [Fact]
    public void Json_on_standard_output_says_the_same()
    {
        using AnsweringServer server = new(imei => imei[^1] == '1' ? Say.Unknown : Say.Black);
        Assert.Equal(ExitCodes.Good, Run(server, "--range 35693803564380..10 -n 100 --runs 3 --json -"));
        using JsonDocument json = JsonDocument.Parse(Output);
        Assert.True(json.RootElement.GetProperty("good").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("runs").GetArrayLength());
        JsonElement run = json.RootElement.GetProperty("runs")[2];
        Assert.Equal(10, run.GetProperty("answers").GetProperty("unknown").GetInt32());
        Assert.Equal(90, run.GetProperty("answers").GetProperty("black").GetInt32());
        Assert.True(json.RootElement.GetProperty("median").GetProperty("rate").GetDouble() > 0);
        Assert.Contains("errors", _error.ToString(), StringComparison.Ordinal);
    }

    private static Say Honest(string imei) => imei[13] switch
    {
        '1' => Say.Black,
        '2' => Say.Grey,
        '3' => Say.Unknown,
        '4' => Say.TooBusy,
        _ => Say.White,
    };

    private void Expect(string text) => File.WriteAllText(_file, text);

    private int Run(AnsweringServer server, string line) => Run($"{server.Target} {line}");

    private int Run(string line) =>
        new LoadCommand(LoadSession.Run).Invoke(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), _output, _error);
}
