using System.Net;

namespace EirDiameter.Peers.Dialling;

/// <summary>How the addresses of a name that is dialled are found.</summary>
/// <param name="AddressesOf">Finds them; fails or returns none when there are none.</param>
public sealed record NameLookup(Func<string, CancellationToken, Task<IPAddress[]>> AddressesOf)
{
    /// <summary>By the machine's resolver.</summary>
    public static NameLookup OfMachine { get; } = new(Dns.GetHostAddressesAsync);
}
