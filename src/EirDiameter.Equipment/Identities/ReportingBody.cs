namespace EirDiameter.Equipment;

/// <summary>What became of a Reporting Body Identifier.</summary>
public enum ReportingBodyState : byte
{
    /// <summary>Not in the table: no body is known to allocate under it.</summary>
    Unassigned,

    /// <summary>Allocates TACs today.</summary>
    Allocating,

    /// <summary>Allocates no longer; its equipment stays in the field.</summary>
    Retired,

    /// <summary>Kept for test equipment.</summary>
    Test,

    /// <summary>Reserved; a few TACs were issued under it.</summary>
    Reserved,
}

/// <summary>Who allocates TACs under the two leading digits of a TAC (GSMA TS.06, version 25, 2024).</summary>
/// <param name="Identifier">The first two digits of the TAC, 0 to 99.</param>
/// <param name="Name">Name of the body; empty if unassigned.</param>
/// <param name="State">Whether it still allocates.</param>
public sealed record ReportingBody(int Identifier, string Name, ReportingBodyState State)
{
    private static readonly ReportingBody[] Table = Build();

    /// <summary>The body that allocated <paramref name="tac"/>.</summary>
    public static ReportingBody Of(Tac tac) => tac.IsNone ? Table[^1] : Table[tac.ReportingBodyIdentifier];

    private static ReportingBody[] Build()
    {
        const string Test3 = "Test equipment (country codes of three digits)";
        (int Identifier, string Name, ReportingBodyState State)[] known =
        [
            (0, "Test equipment (country codes of two digits)", ReportingBodyState.Test),
            (1, "CTIA / PTCRB (United States)", ReportingBodyState.Allocating),
            (2, Test3, ReportingBodyState.Test),
            (3, Test3, ReportingBodyState.Test),
            (4, Test3, ReportingBodyState.Test),
            (5, Test3, ReportingBodyState.Test),
            (6, Test3, ReportingBodyState.Test),
            (7, Test3, ReportingBodyState.Test),
            (8, Test3, ReportingBodyState.Test),
            (9, Test3, ReportingBodyState.Test),
            (10, "DECT", ReportingBodyState.Retired),
            (30, "Iridium", ReportingBodyState.Retired),
            (33, "DGPT (France)", ReportingBodyState.Retired),
            (35, "TÜV SÜD BABT (United Kingdom)", ReportingBodyState.Allocating),
            (44, "BABT (United Kingdom)", ReportingBodyState.Retired),
            (45, "NTA (Denmark)", ReportingBodyState.Retired),
            (49, "BZT / BAPT (Germany)", ReportingBodyState.Retired),
            (50, "BZT ETS (Germany)", ReportingBodyState.Retired),
            (51, "Cetecom ICT (Germany)", ReportingBodyState.Retired),
            (52, "Cetecom (Germany)", ReportingBodyState.Retired),
            (53, "TÜV (Germany)", ReportingBodyState.Retired),
            (54, "Phoenix Test-Lab (Germany)", ReportingBodyState.Retired),
            (86, "TAF (China)", ReportingBodyState.Allocating),
            (91, "MSAI (India)", ReportingBodyState.Retired),
            (98, "Reserved", ReportingBodyState.Reserved),
            (99, "Global Hexadecimal Administrator", ReportingBodyState.Allocating),
        ];
        // One more than there are identifiers: the last stands for "no TAC".
        ReportingBody[] table = new ReportingBody[101];
        for (int identifier = 0; identifier < table.Length; identifier++)
            table[identifier] = new ReportingBody(identifier, string.Empty, ReportingBodyState.Unassigned);
        foreach ((int identifier, string name, ReportingBodyState state) in known)
            table[identifier] = new ReportingBody(identifier, name, state);
        return table;
    }
}
