using System.CommandLine;

namespace EirDiameter.S13Load.Options;

/// <summary>The arguments and options of the command line, and what the help page says about them.</summary>
internal sealed class LoadArguments
{
    /// <summary>The end of the help page.</summary>
    public const string Examples = """
        Examples:
          # 100,000 requests to the EIR on this machine, 100 in flight
          s13load

          # as fast as it goes for 10 seconds, 1000 in flight on 4 connections, after 2 seconds of warm-up; median of 5 runs
          s13load tcp://10.0.0.7:3868 --connections 4 --window 1000 --duration 10s --warmup 2s --runs 5

          # 50,000 requests a second whatever the EIR does; the latency counts from when each should have left
          s13load --rate 50k --duration 60s --connections 4

          # everybody on a list, each answer checked against what it should be; exit 1 if one is not
          s13load --expect expected.csv --window 1000 --json result.json

          # expected.csv
          equipment,answer,imsi
          35693803564380,black,
          356938035643809,black,001010123456789
          49015420323751,unknown,

        Exit: 0 every request was answered, well-formed and as expected; 1 not so, or no connection; 2 the command line is wrong.
        Ctrl-C stops sending, waits for the answers due, and prints the result so far.
        """;


    /// <summary>The EIR.</summary>
    public Argument<string> Target { get; } = new("TARGET")
    {
        Description = "The EIR: tcp://HOST:PORT, tls://HOST:PORT or sctp://HOST:PORT, an IPv6 address in brackets.",
        DefaultValueFactory = _ => "tcp://127.0.0.1:3868",
    };

    /// <summary>The certificate to show.</summary>
    public Option<string?> TlsCertificate { get; } = new("--tls-certificate")
    {
        HelpName = "FILE",
        Description = "With tls://: the certificate to show (PEM). It must name the MMEs (--origin-host) where the EIR binds names to certificates.",
    };

    /// <summary>Its key.</summary>
    public Option<string?> TlsKey { get; } = new("--tls-key") { HelpName = "FILE", Description = "With tls://: its key (PEM)." };

    /// <summary>Authorities.</summary>
    public Option<string?> TlsTrust { get; } = new("--tls-trust")
    {
        HelpName = "FILE",
        Description = "With tls://: authorities that the EIR's certificate must come from (PEM). [default: any will do]",
    };

    /// <summary>Number of connections.</summary>
    public Option<int> Connections { get; } = new("--connections", "-c")
    {
        HelpName = "N",
        Description = "Connections; each is an MME of its own. They are opened one after another.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Requests in flight.</summary>
    public Option<string?> Window { get; } = new("--window", "-w")
    {
        HelpName = "N",
        Description = "The most requests in flight, shared over the connections: a new one leaves when an answer comes (closed loop). "
            + "With --rate it only bounds memory. [default: 100; with --rate 100000]",
    };

    /// <summary>Requests per second, for an open loop.</summary>
    public Option<string?> Rate { get; } = new("--rate", "-R")
    {
        HelpName = "PER-SECOND",
        Description = "Send at this fixed rate, whatever the EIR does (open loop). Latency counts from the moment each request was "
            + "meant to leave, so that a stalled EIR cannot hide the requests it held up.",
    };

    /// <summary>How often an open loop sends.</summary>
    public Option<string> Tick { get; } = new("--tick")
    {
        HelpName = "TIME",
        Description = "With --rate: how often the requests that have become due are sent, in one write per connection. "
            + "Latency still counts from when each was due; how late they left is shown beside it.",
        DefaultValueFactory = _ => "100us",
    };

    /// <summary>Requests in a run.</summary>
    public Option<string?> Requests { get; } = new("--requests", "-n")
    {
        HelpName = "N",
        Description = "Requests in each run (5000, 200k, 3M). [default: once through the equipment, or 100000 if none is given]",
    };

    /// <summary>Time of a run.</summary>
    public Option<string?> Duration { get; } = new("--duration", "-d")
    {
        HelpName = "TIME",
        Description = "Send for so long in each run instead (500ms, 30s, 5m).",
    };

    /// <summary>What is sent before the runs.</summary>
    public Option<string> Warmup { get; } = new("--warmup")
    {
        HelpName = "N|TIME",
        Description = "Requests, or a time with its unit, before the first run; not counted.",
        DefaultValueFactory = _ => "0",
    };

    /// <summary>Number of runs.</summary>
    public Option<int> Runs { get; } = new("--runs")
    {
        HelpName = "N",
        Description = "Repeat, and print the medians as well.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>File of equipment.</summary>
    public Option<string?> Equipment { get; } = new("--equipment", "-e")
    {
        HelpName = "FILE",
        Description = "Ask about these: one IMEI per line, or a list file (its column 'equipment'; 'imsi' if there is one). May be gzip.",
    };

    /// <summary>Generated equipment.</summary>
    public Option<string?> Range { get; } = new("--range")
    {
        HelpName = "FIRST..COUNT",
        Description = "Ask about COUNT equipment from FIRST (14 digits) on. [default: 35693803564380..1M]",
    };

    /// <summary>Expectation file.</summary>
    public Option<string?> Expect { get; } = new("--expect", "-x")
    {
        HelpName = "FILE",
        Description = "Ask about the equipment of this CSV file, equipment,answer[,imsi], and check every answer. "
            + "answer: white, grey, black, unknown, or a result code such as 5004.",
    };

    /// <summary>Random-looking order.</summary>
    public Option<bool> Shuffle { get; } = new("--shuffle")
    {
        Description = "Visit the equipment in an order that looks random (the same each time) instead of the given one.",
    };

    /// <summary>Written forms of IMEIs.</summary>
    public Option<string> Form { get; } = new("--form")
    {
        HelpName = "FORM[,FORM]",
        Description = "How an IMEI is written, taken in turn: as-given, 14, 15 (check digit), 15-spare (0 instead of it), 16 (software version).",
        DefaultValueFactory = _ => "as-given",
    };

    /// <summary>Software-Version.</summary>
    public Option<string> SoftwareVersion { get; } = new("--sv")
    {
        HelpName = "NN|none",
        Description = "Software-Version of every request.",
        DefaultValueFactory = _ => "01",
    };

    /// <summary>User-Name.</summary>
    public Option<string> Imsi { get; } = new("--imsi")
    {
        HelpName = "IMSI|FILE|none",
        Description = "User-Name: one IMSI for all, a file with one per line taken in turn, or none. A file of equipment with IMSIs brings its own.",
        DefaultValueFactory = _ => "001010123456789",
    };

    /// <summary>Destination-Realm.</summary>
    public Option<string> Realm { get; } = new("--realm", "-r")
    {
        HelpName = "REALM",
        Description = "Destination-Realm, and the realm of the simulated MMEs.",
        DefaultValueFactory = _ => "epc.mnc001.mcc001.3gppnetwork.org",
    };

    /// <summary>Destination-Host.</summary>
    public Option<string?> DestinationHost { get; } = new("--destination-host", "-H")
    {
        HelpName = "HOST",
        Description = "Destination-Host. [default: none]",
    };

    /// <summary>First part of Origin-Host.</summary>
    public Option<string> OriginHost { get; } = new("--origin-host", "-o")
    {
        HelpName = "PREFIX",
        Description = "First part of the Origin-Host: connection 0 is PREFIX0.REALM.",
        DefaultValueFactory = _ => "mmeload",
    };

    /// <summary>How long to wait for anything.</summary>
    public Option<string> Timeout { get; } = new("--timeout")
    {
        HelpName = "TIME",
        Description = "Give up when nothing comes for so long: on connecting, and while answers are due.",
        DefaultValueFactory = _ => "10s",
    };

    /// <summary>How long to try again to connect.</summary>
    public Option<string?> Wait { get; } = new("--wait")
    {
        HelpName = "TIME",
        Description = "While the EIR refuses connections, try again for so long: for scripts that have just started it. [default: not]",
    };

    /// <summary>Where the result goes as JSON.</summary>
    public Option<string?> Json { get; } = new("--json")
    {
        HelpName = "FILE|-",
        Description = "Write the result as JSON too; - is standard output, the table then goes to standard error.",
    };

    /// <summary>All of them, in the order of the help page.</summary>
    public RootCommand ToCommand() => new("Loads an EIR over S13 as MMEs do, and checks its answers (TS 29.272, Diameter).")
    {
        Target, Connections, Window, Rate, Tick, Requests, Duration, Warmup, Runs, Equipment, Range, Expect, Shuffle,
        Form, SoftwareVersion, Imsi, Realm, DestinationHost, OriginHost, TlsCertificate, TlsKey, TlsTrust, Timeout, Wait, Json,
    };
}
