using System.Text.Json;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Commands;
using EirDiameter.Conformance.Tests.Captures;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Replaying;

public sealed class ReplayTests : IDisposable
{
    private const string Sample = "erlang-mme.pcap", Cooked = "freediameter-mme-cooked.pcap";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pcap");

    public static TheoryData<string> Names => Samples.Names;

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_server_that_answers_as_captured_differs_in_nothing(string name)
    {
        IReadOnlyList<CapturedExchange> exchanges = CapturedExchange.Of(Samples.Read(name));
        await using AnsweringServer server = new(exchanges);

        (int code, string output) = await ReplayAsync(name, server.Port, "--pcap", _file);

        Assert.True(code == 0, output);
        Assert.Contains($"{exchanges.Count} exchanges of 1 conversations: {exchanges.Count} same, 0 different", output, StringComparison.Ordinal);
        Assert.Equal(exchanges.Count, CapturedExchange.Of(Capture.Read(_file)).Count);
        Assert.NotEqual(exchanges[1].Request.Octets[12..20], server.Requests[1][12..20]);
    }

    [Fact]
    public async Task An_answer_that_differs_is_shown_beside_the_captured_one()
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Sample)), (exchange, answer) =>
            exchange.Number == 3 ? Changed(answer, avp => avp.Code == 1445 ? avp with { Data = [0, 0, 0, 0] } : avp) : answer);

        (int code, string output) = await ReplayAsync(Sample, server.Port);

        Assert.Equal(1, code);
        string marked = Assert.Single(output.Split('\n'), line => line.Contains(" | ", StringComparison.Ordinal));
        Assert.Matches(@"Equipment-Status .* 1 \(black\) +\| Equipment-Status .* 0 \(white\)", marked);
        Assert.Contains("1 different", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_texts_of_the_server_and_the_order_of_AVPs_do_not_count()
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Sample)), (_, answer) => Changed(
            answer,
            avp => avp.Code is 264 or 296 or 281 && avp.Vendor == 0 ? avp with { Data = [.. "other.example.org"u8] } : avp,
            avps => [avps[0], .. Enumerable.Reverse(avps.Skip(1)), new NaiveAvp(278, 0, 0x40, [0, 0, 0, 9])]));

        (int code, string output) = await ReplayAsync(Sample, server.Port);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData(263u)]
    [InlineData(266u)]
    public async Task Another_Session_Id_and_another_vendor_within_a_result_do_count(uint code)
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Sample)), (exchange, answer) => exchange.Number != 5 ? answer : Changed(
            answer,
            avp => avp.Code == 263 && code == 263 ? avp with { Data = [.. "x"u8] }
                : avp.Code == 297 && code == 266 ? avp with { Data = OfNobody(avp.Data) } : avp));

        Assert.Equal(1, (await ReplayAsync(Sample, server.Port)).Code);

        static byte[] OfNobody(byte[] group) => [.. NaiveMessage.DecodeAvps(group)!.SelectMany(avp => (avp.Code == 266 ? avp with { Data = [0, 0, 0, 1] } : avp).Octets())];
    }

    [Fact]
    public async Task A_request_that_names_the_captured_server_names_the_target_when_it_is_replayed()
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Cooked)), (exchange, answer) => exchange.Command == 257
            ? Changed(answer, avp => avp.Code == 264 ? avp with { Data = [.. "eir7.example.org"u8] } : avp.Code == 296 ? avp with { Data = [.. "example.org"u8] } : avp)
            : answer);

        await ReplayAsync(Cooked, server.Port);

        NaiveMessage sent = NaiveMessage.Decode(server.Requests[1])!;
        Assert.Equal(("eir7.example.org", "example.org"), (sent[293].Text, sent[283].Text));
        Assert.NotEqual("example.org", sent[296].Text);
    }

    [Fact]
    public async Task Where_the_target_closes_the_next_request_comes_on_another_connection()
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Sample)), (exchange, answer) => exchange.Number == 4 ? null : answer);

        (int code, string output) = await ReplayAsync(Sample, server.Port);

        Assert.Equal(1, code);
        Assert.Contains("; the target closed the connection", output, StringComparison.Ordinal);
        Assert.Contains(" 1 different", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_can_be_JSON()
    {
        await using AnsweringServer server = new(CapturedExchange.Of(Samples.Read(Sample)), (exchange, answer) =>
            exchange.Number == 3 ? Changed(answer, avp => avp.Code == 1445 ? avp with { Data = [0, 0, 0, 0] } : avp) : answer);

        JsonElement report = JsonDocument.Parse((await ReplayAsync(Sample, server.Port, "--report", "json")).Output).RootElement;

        Assert.Equal(1, report.GetProperty("different").GetInt32());
        Assert.Equal("2001 white", report.GetProperty("exchanges")[2].GetProperty("received").GetString());
    }

    [Fact]
    public async Task Nobody_at_the_target_is_one_line_and_exit_code_2()
    {
        (int code, string output) = await ReplayAsync(Sample, 1);

        Assert.Equal(2, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static byte[] Changed(byte[] octets, Func<NaiveAvp, NaiveAvp> change, Func<List<NaiveAvp>, List<NaiveAvp>>? all = null)
    {
        NaiveMessage message = NaiveMessage.Decode(octets)!;
        List<NaiveAvp> avps = [.. message.Avps.Select(change)];
        return new NaiveMessage
        {
            Flags = message.Flags,
            Command = message.Command,
            Application = message.Application,
            HopByHop = message.HopByHop,
            EndToEnd = message.EndToEnd,
            Avps = all is null ? avps : all(avps),
        }.Encode();
    }

    private static async Task<(int Code, string Output)> ReplayAsync(string name, int port, params string[] more)
    {
        using StringWriter output = new();
        string[] arguments = ["replay", Samples.PathOf(name), "--target", $"tcp://127.0.0.1:{port}", .. more];
        int code = await CommandLine.RunAsync(arguments, output, output);
        return (code, output.ToString());
    }
}
