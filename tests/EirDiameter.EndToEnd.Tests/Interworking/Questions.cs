using EirDiameter.EndToEnd.Tests.Support;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>What the foreign MMEs ask, and what they must be told: equipment of every status in every written form (TS 29.272 7.3.4, TS 23.003 6).</summary>
internal static class Questions
{
    private static readonly (string Key, string Answer)[] Equipment =
    [
        ("35693803564380", "result=2001 experimental=- status=0"),
        ("49015420323751", "result=2001 experimental=- status=2"),
        ("86012345678901", "result=2001 experimental=- status=1"),
        ("35999999000001", "result=- experimental=10415/5422 status=-"),
    ];

    /// <summary>The list file that makes these the right answers.</summary>
    public static string[] ListFile { get; } =
    [
        "equipment,list,reason",
        "35693803564380,white,approved",
        "49015420323751,grey,observed",
        "86012345678901,black,stolen",
    ];

    /// <summary>IMEI, Software-Version and User-Name, and the answer.</summary>
    public static IReadOnlyList<(string Line, string Imei, string Answer)> All { get; } =
    [
        .. Equipment.SelectMany(equipment => new[]
        {
            (equipment.Key, "01", "001010123456789"),
            (equipment.Key + CheckDigit(equipment.Key), "-", "001010123456789"),
            (equipment.Key + "0", "01", "-"),
            (equipment.Key + "07", "-", "-"),
            (equipment.Key, "99", "-"),
            (equipment.Key, "-", "00101012345678"),
        }.Select(asked => ($"{asked.Item1},{asked.Item2},{asked.Item3}", asked.Item1, equipment.Answer))),
    ];

    public static string WriteFile(TemporaryFolder folder) => folder.Write("equipment", All.Select(question => question.Line));

    /// <summary>The lines that an MME must print.</summary>
    public static IEnumerable<string> Answers =>
        All.Select((question, i) => $"ANSWER {i} {question.Imei} {question.Answer} session-state=1 flags=0x40 from={EirNode.OriginHost}");

    // TS 23.003 annex B.
    private static int CheckDigit(string key) =>
        (10 - key.Select((digit, i) => i % 2 == 0 ? digit - '0' : ((digit - '0') * 2 / 10) + ((digit - '0') * 2 % 10)).Sum() % 10) % 10;
}
