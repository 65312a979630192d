using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Node.Configuration;

/// <summary>
/// One listen address of <c>Diameter:Listen</c>: <c>tcp://HOST:PORT</c>, <c>tls://HOST:PORT</c>, or <c>sctp://HOST[,HOST]…:PORT</c>; IPv6 in brackets.
/// </summary>
/// <param name="Scheme">The transport: tcp, tls or sctp.</param>
/// <param name="Addresses">Addresses of this machine: one, or for SCTP one or more of the same family (RFC 9260 calls it multi-homing).</param>
/// <param name="Port">The port; 0 takes a free one.</param>
public sealed record ListenAddress(string Scheme, IReadOnlyList<IPAddress> Addresses, int Port)
{
    /// <summary>The port of Diameter over TCP and SCTP (RFC 6733 11.4).</summary>
    public const int DefaultPort = 3868;

    /// <summary>The port of Diameter over TLS (RFC 6733 11.4; the 5658 of its sections 2.1 and 4.3.1 is a misprint, erratum 3997).</summary>
    public const int DefaultSecurePort = 5868;

    private const string Tls = "tls";
    private const string Sctp = "sctp";
    private static readonly string[] Schemes = ["tcp", Tls, Sctp];

    /// <summary>The first address, and the port.</summary>
    public IPEndPoint EndPoint => new(Addresses[0], Port);

    /// <summary>Reads an address; <paramref name="error"/> says what was expected.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = mark < 0 ? "" : text[..mark].ToLowerInvariant();
        if (!Schemes.Contains(scheme))
        {
            error = $"'{text}': expected tcp://HOST:PORT, tls://HOST:PORT or sctp://HOST,HOST:PORT, for example tcp://127.0.0.1:3868 or tcp://[::1]:3868";
            return false;
        }

        string rest = text[(mark + 3)..].TrimEnd('/');
        int colon = rest.LastIndexOf(':');
        bool hasPort = colon > rest.LastIndexOf(']') && colon >= 0;
        int port = scheme == Tls ? DefaultSecurePort : DefaultPort;
        if (hasPort && (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
        {
            error = $"'{text}': expected a port from 0 to 65535 after the last colon";
            return false;
        }

        if (!TryParseHosts(hasPort ? rest[..colon] : rest, scheme, text, out List<IPAddress> hosts, out error)) return false;
        address = new ListenAddress(scheme, hosts, port);
        return true;
    }

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
            _ when scheme != Sctp => $"'{whole}': several addresses in one listener are for sctp:// only; give each address an entry of its own",
            _ when hosts.Distinct().Count() != hosts.Count => $"'{whole}': the same address stands twice",
            _ when hosts.Select(ip => ip.AddressFamily).Distinct().Count() > 1 => $"'{whole}': expected addresses of one family, all IPv4 or all IPv6",
            _ => null,
        };
        return error is null;
    }

    private static string Bracketed(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
}
