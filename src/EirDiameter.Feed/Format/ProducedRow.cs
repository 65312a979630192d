using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>
/// One row of a segment of produced ranges: serial numbers of a TAC that their maker declared as made, or that a TAC is complete although
/// none was.
/// </summary>
/// <param name="Tac">The TAC.</param>
/// <param name="Complete">Whether its owner declared that all that was made is declared; the same in all rows of a TAC.</param>
/// <param name="From">The first serial number, 0 to 999 999.</param>
/// <param name="To">The last serial number, inclusive; below <paramref name="From"/> if the row has no range.</param>
public readonly record struct ProducedRow(Tac Tac, bool Complete, uint From, uint To)
{
    /// <summary>Whether it names serial numbers.</summary>
    public bool HasRange => From <= To;

    /// <summary>The only row of a TAC that is complete and of which nothing was made.</summary>
    public static ProducedRow NothingMade(Tac tac) => new(tac, true, 1, 0);

    /// <summary>Null, or why it cannot be published.</summary>
    public string? Fault() =>
        Tac.IsNone ? "it has no TAC"
        : HasRange && To >= Tac.SerialNumbers ? "a serial number is above 999999"
        : !HasRange && !Complete ? "it neither has a range nor is complete, which says nothing"
        : null;
}
