using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EirDiameter.Peers;

namespace EirDiameter.Node.Configuration;

/// <summary>What addresses to listen on and addresses to dial have in common: <c>SCHEME://HOST:PORT</c>.</summary>
internal static class TransportUrl
{
    /// <summary>The port of Diameter over TCP and SCTP (RFC 6733 11.4).</summary>
    public const int DefaultPort = 3868;

    /// <summary>The port of Diameter over TLS (RFC 6733 11.4; the 5658 of its sections 2.1 and 4.3.1 is a misprint, erratum 3997).</summary>
    public const int DefaultSecurePort = 5868;

    private static readonly string[] Schemes = [TransportNames.Tcp, TransportNames.Tls, TransportNames.Sctp];

    /// <summary>Divides an address; the host is not looked at. <paramref name="error"/> says what was expected.</summary>
    public static bool TrySplit(string text, out string scheme, out string host, out int port, [NotNullWhen(false)] out string? error)
    {
        int mark = text.IndexOf("://", StringComparison.Ordinal);
        scheme = mark < 0 ? "" : text[..mark].ToLowerInvariant();
        port = scheme == TransportNames.Tls ? DefaultSecurePort : DefaultPort;
        host = "";
        if (!Schemes.Contains(scheme))
        {
            error = $"'{text}': expected tcp://HOST:PORT, tls://HOST:PORT or sctp://HOST,HOST:PORT, for example tcp://127.0.0.1:3868 or tcp://[::1]:3868";
            return false;
        }

        string rest = text[(mark + 3)..].TrimEnd('/');
        int colon = rest.LastIndexOf(':');
        bool hasPort = colon > rest.LastIndexOf(']') && colon >= 0;
        if (hasPort && (!int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65535))
        {
            error = $"'{text}': expected a port from 0 to 65535 after the last colon";
            return false;
        }

        host = hasPort ? rest[..colon] : rest;
        error = null;
        return true;
    }
}
