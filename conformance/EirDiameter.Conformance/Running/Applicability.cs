using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Steps;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Running;

/// <summary>Tells which cases a target can be asked.</summary>
internal static class Applicability
{
    /// <summary>The need of a case that is for a target without TLS, and of one that is for a target with it.</summary>
    public const string Plain = "plain", Tls = "tls";

    private static readonly string[] OwnVariables = ["host", "realm", "HOST", "REALM", "client", "client-realm", "id"];

    /// <summary>Why a case is not for this target; null when it is.</summary>
    public static string? Obstacle(Case @case, Profile profile, ITargets targets)
    {
        if (!targets.Has(@case.Configuration))
            return $"the target is not configured as '{@case.Configuration}'";
        if (@case.StopsTarget && !targets.CanStop)
            return "the target can't be stopped from here";
        IReadOnlyDictionary<string, string> answers = profile.AnswersIn(@case.Configuration);
        if (@case.Needs.Contains(Plain) && targets.IsSecured)
            return "the target is asked over TLS";
        if (@case.Needs.Contains(Tls) && !targets.IsSecured)
            return "the target is not asked over TLS";
        if (@case.Needs.FirstOrDefault(need => need is not (StopStep.Need or Plain or Tls) && !answers.ContainsKey(need)) is { } need)
            return $"the profile has no answer '{need}'";
        return @case.Variables.FirstOrDefault(name => !profile.Equipment.ContainsKey(name) && !OwnVariables.Contains(name)) is { } equipment
            ? $"the profile has no equipment '{equipment}'"
            : null;
    }
}
