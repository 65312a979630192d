using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Steps;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Running;

/// <summary>Tells which cases a target can be asked.</summary>
internal static class Applicability
{
    private static readonly string[] OwnVariables = ["host", "realm", "HOST", "REALM", "client", "client-realm", "id"];

    /// <summary>Why a case is not for this target; null when it is.</summary>
    public static string? Obstacle(Case @case, Profile profile, ITargets targets)
    {
        if (!targets.Has(@case.Configuration))
            return $"the target is not configured as '{@case.Configuration}'";
        if (@case.StopsTarget && !targets.CanStop)
            return "the target can't be stopped from here";
        IReadOnlyDictionary<string, string> answers = profile.AnswersIn(@case.Configuration);
        if (@case.Needs.FirstOrDefault(need => need != StopStep.Need && !answers.ContainsKey(need)) is { } need)
            return $"the profile has no answer '{need}'";
        return @case.Variables.FirstOrDefault(name => !profile.Equipment.ContainsKey(name) && !OwnVariables.Contains(name)) is { } equipment
            ? $"the profile has no equipment '{equipment}'"
            : null;
    }
}
