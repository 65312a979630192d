using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What a report says of equipment.</summary>
internal enum ReportType
{
    /// <summary>Its owner lost it: black.</summary>
    Lost,

    /// <summary>It was stolen: black.</summary>
    Stolen,

    /// <summary>It harms networks or users: grey, or as configured.</summary>
    Faulty,

    /// <summary>It is back: the caller's own reports of loss and theft are withdrawn.</summary>
    Recovered,

    /// <summary>A court or an authority of the country had it blocked: black there.</summary>
    BlockedByOrder,

    /// <summary>Not allowed in the country: black there.</summary>
    Barred,

    /// <summary>No equipment of this TAC is allowed in the country: black there.</summary>
    BarredTac,

    /// <summary>This subscriber may use it in the country, whatever else is said of it: a white pair.</summary>
    Pairing,

    /// <summary>As <see cref="Pairing"/>, granted as an exception.</summary>
    Exception,
}

/// <summary>
/// What follows from the type of a report. Loss and theft are told to every country (Q.5051 10.1: a global reference of lost and stolen
/// equipment), and a participant may ask for the same with faulty equipment; an order, a bar, a pairing or an exception binds one country only.
/// </summary>
internal static class ReportRules
{
    /// <summary>Whether it goes to every country unless the report says otherwise.</summary>
    public static bool IsGlobalByDefault(ReportType type) => type is ReportType.Lost or ReportType.Stolen;

    /// <summary>Whether it may go to every country.</summary>
    public static bool MayBeGlobal(ReportType type) => type is ReportType.Lost or ReportType.Stolen or ReportType.Faulty;

    /// <summary>Whether it names a subscriber.</summary>
    public static bool IsPair(ReportType type) => type is ReportType.Pairing or ReportType.Exception;

    /// <summary>Whether it may name a TAC or a range of any size; others name equipment, or a small range.</summary>
    public static bool MayNameTac(ReportType type) => type is ReportType.BlockedByOrder or ReportType.Barred or ReportType.BarredTac;

    /// <summary>The list it asks for in the end.</summary>
    public static EquipmentList ListOf(ReportType type, ReportOptions options) => type switch
    {
        ReportType.Pairing or ReportType.Exception => EquipmentList.White,
        ReportType.Faulty => options.Faulty,
        _ => EquipmentList.Black,
    };
}
