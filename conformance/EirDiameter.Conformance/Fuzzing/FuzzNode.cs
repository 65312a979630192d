using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>This project's own node as something to fuzz.</summary>
internal static class FuzzNode
{
    /// <summary>A node that logs warnings alone: a line for each of a million peers would be what is measured. Other targets stay as they are.</summary>
    public static ITargets Suited(ITargets targets, Profile profile)
    {
        if (targets is not OwnNodes)
            return targets;
        Dictionary<string, string> settings = new(profile.Settings) { ["Logging:LogLevel:Default"] = "Error" };
        string list = Path.Combine(AppContext.BaseDirectory, "profiles", "equipment.csv");
        return new OwnNodes(profile with { Settings = settings }, OwnNodes.FindProgram(), list);
    }

    /// <summary>The process of a node that was started here; null for other targets.</summary>
    public static int? ProcessOf(ITargets targets) => (targets as OwnNodes)?.Running.FirstOrDefault()?.Id;
}
