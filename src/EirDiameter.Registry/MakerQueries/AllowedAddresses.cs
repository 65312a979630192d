using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Registry;

/// <summary>
/// To which addresses the registry lets itself be sent: public ones, and what the configuration allows beside. Checked where the connection is made, after names are resolved, so that
/// a name that means something else the second time (DNS rebinding) opens nothing.
/// </summary>
internal sealed class AllowedAddresses(MakerQueryOptions options)
{
    // IANA's special-purpose registries (RFC 6890 and what was added since), multicast and reserved space.
    private static readonly IPNetwork[] NotPublic =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20",
        ]).Select(IPNetwork.Parse),
    ];

    // All of IPv6 that is given out for the Internet.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] _allowed = [.. options.AllowNetworks.Select(IPNetwork.Parse)];

    /// <summary>Whether the configuration allows an address that is not public.</summary>
    public bool IsAllowedBeside(IPAddress address) => Array.Exists(_allowed, n => n.Contains(Plain(address)));

    /// <summary>Whether an address may be spoken to.</summary>
    public bool IsAllowed(IPAddress address) => IsPublic(address) || IsAllowedBeside(address);

    /// <summary>Whether an address is on the public Internet. An IPv4 address within an IPv6 one is looked at as itself.</summary>
    public static bool IsPublic(IPAddress address)
    {
        IPAddress plain = Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
            return !Array.Exists(NotPublic, n => n.Contains(plain));
        byte[] octets = plain.GetAddressBytes();
        if (SixToFour.Contains(plain))
            return IsPublic(new IPAddress(octets.AsSpan(2, 4)));
        if (Translated.Contains(plain))
            return IsPublic(new IPAddress(octets.AsSpan(12, 4)));
        return GlobalUnicast.Contains(plain) && !Array.Exists(NotPublic, n => n.Contains(plain));
    }

    /// <summary>Connects to an allowed address of a host.</summary>
    /// <exception cref="IOException">None of them is allowed.</exception>
    /// <exception cref="SocketException">The name is not known, or nobody answers.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        IPAddress[] allowed = [.. addresses.Where(IsAllowed)];
        if (allowed.Length == 0)
            throw new IOException($"{context.DnsEndPoint.Host} has no public address: the registry speaks to public addresses only (Registry:MakerQueries:AllowNetworks)");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
