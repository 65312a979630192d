using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers;

namespace EirDiameter.Node.Configuration;

/// <summary>
/// One listen address of <c>Diameter:Listen</c>: <c>tcp://HOST:PORT</c>, <c>tls://HOST:PORT</c>, or <c>sctp://HOST[,HOST]…:PORT</c>; IPv6 in brackets.
/// </summary>
/// <param name="Scheme">The transport: tcp, tls or sctp.</param>
/// <param name="Addresses">Addresses of this machine: one, or for SCTP one or more of the same family (RFC 9260 calls it multi-homing).</param>
/// <param name="Port">The port; 0 takes a free one.</param>
public sealed record ListenAddress(string Scheme, IReadOnlyList<IPAddress> Addresses, int Port)
{
    /// <summary>The first address, and the port.</summary>
    public IPEndPoint EndPoint => new(Addresses[0], Port);

    /// <summary>Reads an address; <paramref name="error"/> says what was expected.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        if (!TransportUrl.TrySplit(text, out string scheme, out string hostText, out int port, out error)) return false;
        if (!TryParseHosts(hostText, scheme, text, out List<IPAddress> hosts, out error)) return false;
        address = new ListenAddress(scheme, hosts, port);
        return true;
    }

    /// <summary>Reads an address that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static ListenAddress Parse(string text) => TryParse(text, out ListenAddress? address, out string? error) ? address : throw new FormatException(error);

    /// <inheritdoc />
    public override string ToString() => $"{Scheme}://{string.Join(',', Addresses.Select(Bracketed))}:{Port}";

    private static bool TryParseHosts(string text, string scheme, string whole, out List<IPAddress> hosts, [NotNullWhen(false)] out string? error)
    {
        hosts = [];
        foreach (string part in text.Split(','))
        {
            string host = part.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : part.Trim('[', ']');
            if (!IPAddress.TryParse(host, out IPAddress? ip))
            {
                error = $"'{whole}': expected an IP address of this machine (IPv6 in brackets), not '{host}'";
                return false;
            }

            hosts.Add(ip);
        }

        error = hosts switch
        {
            [_] => null,
            _ when scheme != TransportNames.Sctp => $"'{whole}': several addresses in one listener are for sctp:// only; give each address an entry of its own",
            _ when hosts.Distinct().Count() != hosts.Count => $"'{whole}': the same address stands twice",
            _ when hosts.Select(ip => ip.AddressFamily).Distinct().Count() > 1 => $"'{whole}': expected addresses of one family, all IPv4 or all IPv6",
            _ => null,
        };
        return error is null;
    }

    private static string Bracketed(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
}
