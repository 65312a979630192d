using System.Globalization;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Allocations</c>: the TAC database.</summary>
public sealed record AllocationsOptions
{
    private const int MaxLagDays = 3650;

    /// <summary>A load must have at least this share of the TACs that stood before, in percent from 0 to 100; otherwise it needs <c>force</c>.</summary>
    public double MinKeepPercent { get; init; } = 95;

    /// <summary>
    /// For each Reporting Body Identifier (two digits) the days from when equipment of a new TAC is about until the TAC database has that TAC, at
    /// most. The defaults are what DIRBS Core found; for any other body the highest counts.
    /// </summary>
    public IDictionary<string, int> LagDays { get; init; } = new Dictionary<string, int> { ["00"] = 32, ["01"] = 40, ["35"] = 20, ["86"] = 19, ["91"] = 20, ["99"] = 69 };

    /// <summary>The lag of the body that allocated a TAC.</summary>
    internal int LagOf(Tac tac) =>
        LagDays.TryGetValue(tac.ReportingBodyIdentifier.ToString("D2", CultureInfo.InvariantCulture), out int days) ? days : LagDays.Values.DefaultIfEmpty(0).Max();

    internal void Check(List<string> errors)
    {
        if (MinKeepPercent is not (>= 0 and <= 100))
            errors.Add("Registry:Allocations:MinKeepPercent: is not from 0 to 100");
        foreach ((string body, int days) in LagDays)
        {
            if (body.Length != 2 || !body.All(char.IsAsciiDigit))
                errors.Add($"Registry:Allocations:LagDays:{body}: a Reporting Body Identifier has two digits, such as 35");
            else if (days is < 0 or > MaxLagDays)
                errors.Add($"Registry:Allocations:LagDays:{body}: {days} is not from 0 to {MaxLagDays}");
        }
    }
}
