using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Profiles;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>What the target must know, and who asks it.</summary>
/// <param name="White">14 digits of equipment on its white list.</param>
/// <param name="Black">14 digits each of equipment on its black list; at least one.</param>
/// <param name="Realm">Our realm.</param>
/// <param name="TargetRealm">The target's realm.</param>
/// <param name="Answer">The longest that a right request may wait.</param>
internal sealed record FuzzSubject(string White, IReadOnlyList<string> Black, string Realm, string TargetRealm, TimeSpan Answer)
{
    private static readonly string[] BlackNames = ["black", "black-in-white-tac", "first-of-black-range", "last-of-black-range", "in-black-tac"];

    /// <summary>Takes it from a profile.</summary>
    /// <param name="profile">With <c>equipment</c> that is white and black.</param>
    /// <param name="more">More that is black.</param>
    /// <param name="problem">What the profile lacks.</param>
    public static FuzzSubject? From(Profile profile, IEnumerable<string> more, out string problem)
    {
        string[] black =
            [.. BlackNames.Select(name => profile.Equipment.GetValueOrDefault(name)).OfType<string>().Concat(more).Select(imei => imei.Length > 14 ? imei[..14] : imei).Distinct()];
        problem = black.Length == 0 || !profile.Equipment.ContainsKey("white")
            ? "a fuzzer must know what is right: give --white IMEI and --black IMEI, or a --profile whose equipment has white and black"
            : "";
        string realm = profile.ClientRealm.Length > 0 ? profile.ClientRealm : profile.OriginRealm;
        return problem.Length > 0 ? null : new FuzzSubject(profile.Equipment["white"], black, realm, profile.OriginRealm, profile.Answer);
    }

    /// <summary>An MME of that name.</summary>
    public Sender SenderNamed(string name) => new($"{name}.{Realm}", Realm, TargetRealm, "127.0.0.1");
}
