using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Section <c>Registry:Reports</c>.</summary>
public sealed record ReportOptions
{
    /// <summary>The list that faulty equipment goes on.</summary>
    public EquipmentList Faulty { get; init; } = EquipmentList.Grey;

    /// <summary>Most equipment that one report of a range may name, unless it is an order or a bar; 1 to 1 000 000.</summary>
    public int MaxRange { get; init; } = 10_000;

    /// <summary>A full list must keep at least this share, in percent, of what the one before listed; 0 to 100.</summary>
    public int MinKeepPercent { get; init; } = 75;

    internal void Check(List<string> errors)
    {
        if (!Enum.IsDefined(Faulty))
            errors.Add("Registry:Reports:Faulty: is neither White, Grey nor Black");
        if (MaxRange is < 1 or > 1_000_000)
            errors.Add($"Registry:Reports:MaxRange: {MaxRange} is not from 1 to 1000000");
        if (MinKeepPercent is < 0 or > 100)
            errors.Add($"Registry:Reports:MinKeepPercent: {MinKeepPercent} is not from 0 to 100");
    }
}
