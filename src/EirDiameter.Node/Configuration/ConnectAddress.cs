using System.Diagnostics.CodeAnalysis;
using System.Net;
using EirDiameter.Peers.Dialling;
using EirDiameter.Protocol;

namespace EirDiameter.Node.Configuration;

/// <summary>Reads <c>Diameter:Peers:N:Connect</c>: <c>tcp://HOST:PORT</c>, <c>tls://HOST:PORT</c> or <c>sctp://HOST:PORT</c>, with an IP address (IPv6 in brackets) or the name of a host.</summary>
internal static class ConnectAddress
{
    /// <summary>Reads an address; <paramref name="error"/> says what was expected.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DialAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        if (!TransportUrl.TrySplit(text, out string scheme, out string host, out int port, out error)) return false;
        if (port == 0)
        {
            error = $"'{text}': expected a port from 1 to 65535 after the last colon";
            return false;
        }

        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip))
        {
            host = ip.ToString();
        }
        else if (DiameterIdentity.TryNormalise(host, out string name) && Uri.CheckHostName(name) == UriHostNameType.Dns)
        {
            host = name;
        }
        else
        {
            error = $"'{text}': expected an IP address (IPv6 in brackets) or the name of a host, not '{host}'";
            return false;
        }

        address = new DialAddress(scheme, host, port);
        return true;
    }

    /// <summary>Reads an address that is known to be good.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static DialAddress Parse(string text) => TryParse(text, out DialAddress? address, out string? error) ? address : throw new FormatException(error);
}
