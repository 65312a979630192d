using EirDiameter.S13Load.Questions;

namespace EirDiameter.S13Load.Options;

/// <summary>How much traffic: a number of requests, or a time; exactly one of the two is set.</summary>
/// <param name="Requests">Requests, or null.</param>
/// <param name="Time">Time during which requests are sent, or null.</param>
internal readonly record struct Amount(long? Requests, TimeSpan? Time)
{
    /// <summary>Nothing at all.</summary>
    public static readonly Amount None = new(0, null);
}

/// <summary>What one invocation does, after the command line was understood. Defaults are those of the help page.</summary>
internal sealed record LoadOptions
{
    /// <summary>What the EIR is asked over: tcp, tls or sctp.</summary>
    public string Transport { get; init; } = "tcp";

    /// <summary>Whether that is SCTP.</summary>
    public bool IsSctp => Transport == "sctp";

    /// <summary>PEM file of the certificate to show over TLS; null: none.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file of its key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>PEM file of the authorities that the EIR's certificate must come from; null: any will do.</summary>
    public string? TlsTrust { get; init; }

    /// <summary>Host name or address of the EIR.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of the EIR.</summary>
    public int Port { get; init; } = 3868;

    /// <summary>Connections, each an MME with an Origin-Host of its own.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>The most requests in flight, over all connections.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Requests per second in total; 0 = closed loop.</summary>
    public double Rate { get; init; }

    /// <summary>With a rate: how often what has become due is sent.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>How much to send in one run; null = once through the equipment, or 100,000 requests if it is generated.</summary>
    public Amount? Amount { get; init; }

    /// <summary>What to send before the runs, uncounted.</summary>
    public Amount Warmup { get; init; } = Options.Amount.None;

    /// <summary>Runs.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Destination-Realm of the requests and realm of the simulated MMEs.</summary>
    public string Realm { get; init; } = "epc.mnc001.mcc001.3gppnetwork.org";

    /// <summary>Destination-Host of the requests, or null for none.</summary>
    public string? DestinationHost { get; init; }

    /// <summary>First part of the Origin-Hosts; connection 0 is <c>PREFIX0.REALM</c>.</summary>
    public string OriginHostPrefix { get; init; } = "mmeload";

    /// <summary>The forms in which equipment is asked about, taken in turn.</summary>
    public IReadOnlyList<ImeiForm> Forms { get; init; } = [ImeiForm.AsGiven];

    /// <summary>Software-Version, two digits, or null for none.</summary>
    public string? SoftwareVersion { get; init; } = "01";

    /// <summary>IMSI of every request that has none of its own, or null for none.</summary>
    public string? Imsi { get; init; } = "001010123456789";

    /// <summary>IMSIs taken in turn instead of one for all, or null.</summary>
    public string? ImsiFile { get; init; }

    /// <summary>File of equipment, or null.</summary>
    public string? EquipmentFile { get; init; }

    /// <summary>Generated equipment: the first, and how many.</summary>
    public (ulong First, int Count) Range { get; init; } = (35693803564380, 1_000_000);

    /// <summary>Whether <see cref="Range"/> was asked for by name.</summary>
    public bool HasRange { get; init; }

    /// <summary>Expectation file, or null.</summary>
    public string? ExpectFile { get; init; }

    /// <summary>Whether the equipment is visited in a fixed order that looks random.</summary>
    public bool Shuffle { get; init; }

    /// <summary>How long to wait for a connection, a CEA, or the next answer while some are due.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to try again while the EIR refuses connections.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Where the result goes as JSON: a file, <c>-</c> for standard output, or null.</summary>
    public string? Json { get; init; }

    /// <summary>The target as it is written on the command line.</summary>
    public string Target => $"{Transport}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Puts together the equipment to ask about.</summary>
    /// <exception cref="EquipmentFileException">A file cannot be read or understood.</exception>
    public EquipmentSet LoadEquipment(TextWriter notes)
    {
        EquipmentSet set;
        if (ExpectFile is not null)
        {
            set = Questions.EquipmentFile.ReadExpectations(ExpectFile);
        }
        else if (EquipmentFile is not null)
        {
            set = Questions.EquipmentFile.ReadEquipment(EquipmentFile, out long skipped);
            if (skipped > 0)
                notes.WriteLine($"{EquipmentFile}: {skipped} lines name a TAC, a range or a MEID and were left out");
        }
        else
        {
            set = EquipmentSet.OfRange(Range.First, Range.Count);
        }
        if (Shuffle)
            set.Shuffle();
        return set;
    }

    /// <summary>How much one run sends.</summary>
    public Amount AmountFor(EquipmentSet set) =>
        Amount ?? new Amount(ExpectFile is not null || EquipmentFile is not null || HasRange ? set.Count : 100_000, null);
}
