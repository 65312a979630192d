using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Wire;

/// <summary>AVPs by the names that the standards give them.</summary>
internal static class AvpNames
{
    private static readonly Dictionary<string, AvpDefinition> ByName =
        AvpDictionary.All.ToDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All names.</summary>
    public static IEnumerable<string> All => ByName.Keys;

    /// <summary>The definition of a name; null when the dictionary has none.</summary>
    public static AvpDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The name of an AVP, or its code and vendor when the dictionary has none.</summary>
    public static string NameOf(uint code, uint vendor) =>
        AvpDictionary.Find(code, vendor)?.Name ?? (vendor == 0 ? $"AVP {code}" : $"AVP {code}/{vendor}");
}
