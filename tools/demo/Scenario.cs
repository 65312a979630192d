namespace EirDiameter.Demo;

/// <summary>What a network can be told, TS 29.272 6.2.1.</summary>
internal enum Expected
{
    White,
    Grey,
    Black,
    Unknown,
    Invalid,
}

/// <summary>One question, and the answer that the sample lists call for.</summary>
/// <param name="Case">What the question is about.</param>
/// <param name="Imei">As it goes into the IMEI AVP.</param>
/// <param name="Expected">The answer.</param>
/// <param name="Imsi">As it goes into User-Name; null to leave it out.</param>
internal sealed record Question(string Case, string Imei, Expected Expected, string? Imsi = null);

/// <summary>Something that is said to the registry.</summary>
/// <param name="Who">Who says it.</param>
/// <param name="What">What that is, in words.</param>
/// <param name="Call">The call.</param>
internal sealed record Statement(string Who, string What, string Call);

/// <summary>The questions. Those about one model go with what is said to the registry of it, the others with the files in <c>lists</c>.</summary>
internal static class Scenario
{
    private const string Owner = "001010123456789";
    private const string Stranger = "001010987654321";

    /// <summary>The model whose maker and owners speak to the registry.</summary>
    public const string Tac = "35209901";

    /// <summary>The last serial number that its maker says it made.</summary>
    public const string LastMade = "000999";

    /// <summary>The phone that is stolen and found again.</summary>
    public const string Stolen = Tac + "000007";

    private const string Made = Tac + "000500";
    private const string NeverMade = Tac + "777777";

    public static IReadOnlyList<Question> BeforeSaid { get; } =
    [
        new("nothing said of it yet", Stolen, Expected.Unknown),
        new("nothing said of it yet", NeverMade, Expected.Unknown),
    ];

    public static IReadOnlyList<Question> AfterSaid { get; } =
    [
        new("reported stolen", Stolen, Expected.Black),
        new("made, and not reported", Made, Expected.Unknown),
        new("never made: a forgery", NeverMade, Expected.Black),
    ];

    public static IReadOnlyList<Question> AfterRecovery { get; } =
    [
        new("recovered", Stolen, Expected.Unknown),
        new("still never made", NeverMade, Expected.Black),
    ];

    public static IReadOnlyList<Question> BeforeUpdate { get; } =
    [
        new("on the white list", "35209900100001", Expected.White),
        new("on the grey list", "35209900100002", Expected.Grey),
        new("black, as 14 digits", "35209900176148", Expected.Black),
        new("the same, and check digit", "352099001761481", Expected.Black),
        new("the same, and 0 (on air)", "352099001761480", Expected.Black),
        new("the same, as IMEISV", "3520990017614807", Expected.Black),
        new("black, its owner uses it", "35209900200001", Expected.White, Owner),
        new("black, another uses it", "35209900200001", Expected.Black, Stranger),
        new("in a black range", "35209900300123", Expected.Black),
        new("in it, but white itself", "35209900300500", Expected.White),
        new("of a grey TAC", "35700100123456", Expected.Grey),
        new("black from 2099 on", "35209900400001", Expected.Unknown),
        new("black until 2021", "35209900400002", Expected.Unknown),
        new("on no list", "35209900999999", Expected.Unknown),
        new("not an IMEI", "35209900A", Expected.Invalid),
        new("on no list yet", "35209900500001", Expected.Unknown),
        new("black so far", "35209900600001", Expected.Black),
    ];

    public static IReadOnlyList<Question> AfterUpdate { get; } =
    [
        new("black by the update", "35209900500001", Expected.Black),
        new("off the list by the update", "35209900600001", Expected.Unknown),
        new("not in the update", "35209900176148", Expected.Black),
    ];
}
