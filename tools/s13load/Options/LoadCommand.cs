using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace EirDiameter.S13Load.Options;

/// <summary>Understands the command line: checks what was given against itself, and says in one line what is wrong.</summary>
internal sealed class LoadCommand
{
    private readonly LoadArguments _arguments = new();
    private readonly RootCommand _root;

    /// <summary>Lays out the command.</summary>
    /// <param name="run">What to do with the options; returns the exit code.</param>
    public LoadCommand(Func<LoadOptions, TextWriter, TextWriter, int> run)
    {
        _root = _arguments.ToCommand();
        foreach (HelpOption help in _root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        _root.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (TryRead(parsed, out LoadOptions options, out string problem))
                return run(options, parsed.InvocationConfiguration.Output, error);
            error.WriteLine($"s13load: {problem}");
            return ExitCodes.Usage;
        });
    }

    /// <summary>Understands the command line and runs it; returns the exit code.</summary>
    public int Invoke(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ParseResult parsed = _root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (ParseError problem in parsed.Errors)
                error.WriteLine($"s13load: {problem.Message}");
            error.WriteLine("Try s13load --help.");
            return ExitCodes.Usage;
        }
        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private bool TryRead(ParseResult parsed, out LoadOptions options, out string problem)
    {
        options = new LoadOptions();
        if (!ArgumentTexts.TryReadTarget(parsed.GetRequiredValue(_arguments.Target), out string transport, out string host, out int port, out problem))
            return false;
        string? rateText = parsed.GetValue(_arguments.Rate), requestsText = parsed.GetValue(_arguments.Requests), durationText = parsed.GetValue(_arguments.Duration);
        string? rangeText = parsed.GetValue(_arguments.Range), expect = parsed.GetValue(_arguments.Expect), equipment = parsed.GetValue(_arguments.Equipment);
        string imsi = parsed.GetRequiredValue(_arguments.Imsi), softwareVersion = parsed.GetRequiredValue(_arguments.SoftwareVersion);
        string? destinationHost = parsed.GetValue(_arguments.DestinationHost);
        string realm = parsed.GetRequiredValue(_arguments.Realm), originHost = parsed.GetRequiredValue(_arguments.OriginHost);
        int connections = parsed.GetRequiredValue(_arguments.Connections), runs = parsed.GetRequiredValue(_arguments.Runs);
        string? certificate = parsed.GetValue(_arguments.TlsCertificate), key = parsed.GetValue(_arguments.TlsKey), trust = parsed.GetValue(_arguments.TlsTrust);
        long rate = 0, requests = 0;
        TimeSpan duration = default;
        (ulong, int) range = options.Range;

        problem = "";
        if (connections is < 1 or > 10_000)
            problem = "--connections wants 1 to 10000";
        else if (transport != "tls" && (certificate ?? key ?? trust) is not null)
            problem = "--tls-certificate, --tls-key and --tls-trust are for tls:// targets";
        else if (certificate is null != key is null)
            problem = "--tls-certificate and --tls-key go together";
        else if (rateText is not null && (!ArgumentTexts.TryReadCount(rateText, out rate) || rate is < 1 or > 100_000_000))
            problem = "--rate wants requests per second, such as 50000 or 50k";
        else if (requestsText is not null && durationText is not null)
            problem = "--requests and --duration exclude each other";
        else if (requestsText is not null && (!ArgumentTexts.TryReadCount(requestsText, out requests) || requests == 0))
            problem = "--requests wants a number, such as 5000, 200k or 3M";
        else if (durationText is not null && !ArgumentTexts.TryReadTime(durationText, out duration))
            problem = "--duration wants a time, such as 500ms, 30s or 5m";
        else if (runs is < 1 or > 1000)
            problem = "--runs wants 1 to 1000";
        else if (new[] { equipment, rangeText, expect }.Count(given => given is not null) > 1)
            problem = "--equipment, --range and --expect exclude each other: each says what to ask about";
        else if (rangeText is not null && !ArgumentTexts.TryReadRange(rangeText, out range))
            problem = "--range wants FIRST..COUNT, FIRST with 14 digits, such as 35693803564380..1M";
        else if (softwareVersion != "none" && !ArgumentTexts.AreDigits(softwareVersion, 2, 2))
            problem = "--sv wants two digits, or none";
        else if (!ArgumentTexts.IsIdentity(realm))
            problem = "--realm wants a realm name, such as epc.mnc001.mcc001.3gppnetwork.org";
        else if (destinationHost is not null && !ArgumentTexts.IsIdentity(destinationHost))
            problem = "--destination-host wants a host name";
        else if (!ArgumentTexts.IsIdentity(originHost))
            problem = "--origin-host wants the first part of a host name";
        if (problem.Length > 0)
            return false;

        int window = options.Window;
        string? windowText = parsed.GetValue(_arguments.Window);
        if (windowText is not null)
            window = ArgumentTexts.TryReadCount(windowText, out long given) && given is >= 1 and <= 10_000_000 ? (int)given : 0;
        else if (rate > 0)
            window = 100_000;
        bool imsiIsFile = imsi != "none" && !ArgumentTexts.AreDigits(imsi, 6, 15);
        TimeSpan timeout = default, tick = default, wait = default;
        Amount warmup = default;
        Questions.ImeiForm[] forms = [];
        if (window == 0)
            problem = "--window wants 1 to 10000000";
        else if (window < connections)
            problem = $"--window {window} is shared over {connections} connections: it must be at least as large";
        else if (!ArgumentTexts.TryReadAmount(parsed.GetRequiredValue(_arguments.Warmup), out warmup))
            problem = "--warmup wants a number of requests, or a time with its unit, such as 5000 or 2s";
        else if (!ArgumentTexts.TryReadTime(parsed.GetRequiredValue(_arguments.Timeout), out timeout))
            problem = "--timeout wants a time, such as 10s";
        else if (parsed.GetValue(_arguments.Wait) is string waitText && !ArgumentTexts.TryReadTime(waitText, out wait))
            problem = "--wait wants a time, such as 30s";
        else if (!ArgumentTexts.TryReadTime(parsed.GetRequiredValue(_arguments.Tick), out tick) || tick > TimeSpan.FromSeconds(1))
            problem = "--tick wants a time of at most a second, such as 100us";
        else if (!ArgumentTexts.TryReadForms(parsed.GetRequiredValue(_arguments.Form), out forms))
            problem = "--form wants as-given, 14, 15, 15-spare or 16, or several with commas between them";
        else if (imsiIsFile && !File.Exists(imsi))
            problem = $"--imsi wants an IMSI of 6 to 15 digits, a file or none; '{imsi}' is none of them";
        else if (forms.Contains(Questions.ImeiForm.SoftwareVersion) && softwareVersion == "none")
            problem = "--form 16 puts the software version behind the IMEI: it needs --sv";

        options = new LoadOptions
        {
            Transport = transport,
            TlsCertificate = certificate,
            TlsKey = key,
            TlsTrust = trust,
            Host = host,
            Port = port,
            Connections = connections,
            Window = window,
            Rate = rate,
            Tick = tick,
            Amount = requestsText is not null ? new Amount(requests, null) : durationText is not null ? new Amount(null, duration) : null,
            Warmup = warmup,
            Runs = runs,
            Realm = realm,
            DestinationHost = destinationHost,
            OriginHostPrefix = originHost,
            Forms = forms,
            SoftwareVersion = softwareVersion == "none" ? null : softwareVersion,
            Imsi = imsi == "none" || imsiIsFile ? null : imsi,
            ImsiFile = imsiIsFile ? imsi : null,
            EquipmentFile = equipment,
            Range = range,
            HasRange = rangeText is not null,
            ExpectFile = expect,
            Shuffle = parsed.GetValue(_arguments.Shuffle),
            Timeout = timeout,
            Wait = wait,
            Json = parsed.GetValue(_arguments.Json),
        };
        return problem.Length == 0;
    }

    private sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int result = usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(LoadArguments.Examples);
            return result;
        }
    }
}
