namespace EirDiameter.Registry;

/// <summary>Which feeds, and so which part of what was said, a caller may see.</summary>
internal static class FeedRights
{
    /// <summary>The feed that is everybody's.</summary>
    public const string Global = "global";

    /// <summary>Whether the caller sees all of them: the registrar and auditors do. Others see the global one and that of their country.</summary>
    public static bool SeesAll(Actor actor) => actor.Role is Role.Registrar or Role.Auditor;

    public static bool Sees(Actor actor, string feed) => SeesAll(actor) || feed == Global || feed == actor.Country;

    /// <summary>The feed, if the caller may see it.</summary>
    /// <exception cref="RegistryException">It may not.</exception>
    public static string Allowed(Actor actor, string feed) => Sees(actor, feed)
        ? feed
        : throw new RegistryException(RegistryFault.NotAllowed, $"{actor.Name} has the feeds global{(actor.Country is null ? "" : " and " + actor.Country)}, not this one");
}
