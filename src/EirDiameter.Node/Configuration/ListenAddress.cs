using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace EirDiameter.Node.Configuration;

/// <summary>One listen address of <c>Diameter:Listen</c>: <c>tcp://HOST:PORT</c>, IPv6 in brackets.</summary>
/// <param name="Scheme">The transport.</param>
/// <param name="EndPoint">Address and port; port 0 takes a free one.</param>
public sealed record ListenAddress(string Scheme, IPEndPoint EndPoint)
{
    /// <summary>The port of Diameter over TCP and SCTP (RFC 6733 11.4).</summary>
    public const int DefaultPort = 3868;

    /// <summary>Reads an address; <paramref name="error"/> says what was expected.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = mark < 0 ? "" : text[..mark].ToLowerInvariant();
        switch (scheme)
        {
            case "tcp":
                break;
            case "tls" or "sctp":
                error = $"'{text}': this version listens on tcp:// only; {scheme}:// is not served yet";
                return false;
            default:
                error = $"'{text}': expected tcp://HOST:PORT, for example tcp://127.0.0.1:3868 or tcp://[::1]:3868";
                return false;
        }

        string rest = text[(mark + 3)..].TrimEnd('/');
        int colon = rest.LastIndexOf(':');
        bool hasPort = colon > rest.LastIndexOf(']') && colon >= 0;
        string host = (hasPort ? rest[..colon] : rest).Trim('[', ']');
        int port = DefaultPort;
        if (hasPort && (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
        {
            error = $"'{text}': expected a port from 0 to 65535 after the last colon";
            return false;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) host = "127.0.0.1";
        if (!IPAddress.TryParse(host, out IPAddress? ip))
        {
            error = $"'{text}': expected an IP address of this machine (IPv6 in brackets), not '{host}'";
            return false;
        }

        address = new ListenAddress(scheme, new IPEndPoint(ip, port));
        error = null;
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Scheme}://{EndPoint}";
}
