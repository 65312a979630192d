using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Node.Configuration;

/// <summary>Where a peer may come from: an address, or a network as <c>ADDRESS/PREFIX</c>.</summary>
internal static class PeerNetwork
{
    private const int MappedPrefix = 96;

    /// <summary>Reads one; an IPv4 address in IPv6 form becomes IPv4. <paramref name="error"/> says what was expected.</summary>
    public static bool TryParse(string text, out IPNetwork network, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            network = Plain(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return true;
        }

        // One with more set is taken for the network around it by some, and for a single host by others.
        if (IPNetwork.TryParse(text, out network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/')), out address) && address.Equals(network.BaseAddress))
        {
            network = Plain(network.BaseAddress, network.PrefixLength);
            return true;
        }

        error = $"expected an IP address, or a network such as 192.0.2.0/24 whose address has nothing set beyond its prefix, not '{text}'";
        return false;
    }

    /// <summary>Reads one that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static IPNetwork Parse(string text) => TryParse(text, out IPNetwork network, out string? error) ? network : throw new FormatException(error);

    private static IPNetwork Plain(IPAddress address, int prefix) =>
        address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix ? new IPNetwork(address.MapToIPv4(), prefix - MappedPrefix) : new IPNetwork(address, prefix);
}
