using EirDiameter.Peers.Dialling;

namespace EirDiameter.Node.Discovery;

/// <summary>What the DNS says of one realm.</summary>
/// <param name="Addresses">Where its agents can be dialled, those that its records prefer first; each name once.</param>
/// <param name="Ttl">How long this may be gone by.</param>
internal sealed record FoundAgents(IReadOnlyList<DialAddress> Addresses, TimeSpan Ttl);
