using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Commands;
using EirDiameter.Conformance.Extracting;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Tests.Captures;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Tests.Extracting;

public sealed class ExtractTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_exchange_of_the_samples_becomes_a_suite_of_one_case(string name)
    {
        Capture capture = Samples.Read(name);
        foreach (CapturedExchange exchange in CapturedExchange.Of(capture))
        {
            YamlMap suite = YamlFile.Parse(ExtractedCase.Text(name, exchange, "some-id"), "extracted.yaml");
            Assert.StartsWith("From ", suite.RequiredText("title"), StringComparison.Ordinal);
            YamlMap one = Assert.Single(suite.Maps("cases"));
            suite.End("a suite");
            Assert.Equal(("some-id", "MUST"), (one.RequiredText("id"), one.RequiredText("level")));
            Assert.NotEmpty(one.RequiredText("title") + one.RequiredText("clause"));
            Assert.DoesNotContain(one.Maps("steps"), step => step.Has("raw"));
            foreach (YamlMap step in one.Maps("steps"))
            {
                Assert.All(step.Map("set")?.Keys ?? [], path => AvpPath.Parse(path));
                Assert.All(step.Texts("without"), path => AvpPath.Parse(path));
                Assert.All(step.Maps("add").SelectMany(avp => avp.Keys), path => AvpPath.Parse(path));
            }

            one.End("a case");
        }
    }

    [Fact]
    public void A_question_is_said_in_the_words_of_a_case()
    {
        CapturedExchange exchange = CapturedExchange.Of(Samples.Read("erlang-mme.pcap"))[2];

        string text = ExtractedCase.Text("erlang-mme.pcap", exchange, "black-one");

        Assert.EndsWith(
            """
                steps:
                  - send: ECR
                    imei: 35693803564380
                    software-version: 07
                    imsi: 001010123456789
                  - expect: ECA
                    status: black

            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_from_the_usual_message_is_said()
    {
        string text = Extracted(new NaiveMessage
        {
            Flags = 0xD0,
            Command = 324,
            Application = 16777252,
            Avps =
            [
                new NaiveAvp(263, 0, 0x40, [.. "a;b"u8]), new NaiveAvp(277, 0, 0x40, [0, 0, 0, 0]), new NaiveAvp(264, 0, 0x40, [.. "a"u8]),
                new NaiveAvp(296, 0, 0x40, [.. "b"u8]), new NaiveAvp(1401, 10415, 0xC0, []), new NaiveAvp(282, 0, 0x40, [.. "dra.example.org"u8]),
                new NaiveAvp(9999, 10415, 0x80, [1]),
            ],
        }.Encode());

        YamlMap send = YamlFile.Parse(text, "x").Maps("cases")[0].Maps("steps")[0];
        Assert.Equal("0", send.Map("set")!.Text("Auth-Session-State"));
        Assert.Equal(["Terminal-Information/IMEI", "Vendor-Specific-Application-Id", "Destination-Realm"], send.Texts("without"));
        Assert.Equal("dra.example.org", send.Maps("add")[0].Text("Route-Record"));
        Assert.Equal(("9999", "10415", "V", "hex:01"), (send.Maps("add")[1].Text("code"), send.Maps("add")[1].Text("vendor"), send.Maps("add")[1].Text("flags"), send.Maps("add")[1].Text("value")));
        Assert.Equal("RPT", send.Map("header")!.Text("flags"));
    }

    [Fact]
    public void A_malformed_request_becomes_raw_octets()
    {
        byte[] octets = Packets.Message(1);
        octets[27] = 200;

        YamlMap raw = YamlFile.Parse(Extracted(octets), "x").Maps("cases")[0].Maps("steps")[0];

        Assert.Equal(octets, AvpValueEncoder.Hex(raw.RequiredText("raw")));
    }

    [Theory]
    [InlineData("--list")]
    [InlineData("--exchange 2 --id some-id")]
    public void The_command_shows_the_exchanges_and_a_case(string options)
    {
        (int code, string output) = Run(options);

        Assert.True(code == 0, output);
        Assert.Contains("35209900000010", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exchange 99")]
    [InlineData("--exchange 1 --id Not_an_id")]
    public void What_cannot_be_is_one_line_and_exit_code_2(string options)
    {
        (int code, string output) = Run(options);

        Assert.Equal(2, code);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Extracted(byte[] request)
    {
        Capture capture = Packets.Read(Packets.Pcap([Packets.Tcp(0, [], TcpSegment.Syn), Packets.Tcp(1, request)]));
        return ExtractedCase.Text("made.pcap", Assert.Single(CapturedExchange.Of(capture)), "made-1");
    }

    private static (int Code, string Output) Run(string options)
    {
        using StringWriter output = new();
        int code = CommandLine.RunAsync(["extract", Samples.PathOf("erlang-mme.pcap"), .. options.Split(' ')], output, output).GetAwaiter().GetResult();
        return (code, output.ToString());
    }
}
