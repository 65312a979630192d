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

/// <summary>The questions, which go with the files in <c>lists</c>.</summary>
internal static class Scenario
{
    private const string Owner = "001010123456789";
    private const string Stranger = "001010987654321";

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
