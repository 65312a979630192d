using System.Text;

namespace EirDiameter.Protocol;

/// <summary>Transports a DiameterURI may name.</summary>
public enum DiameterTransport : byte
{
    /// <summary>The default, RFC 6733 4.3.1 (it was SCTP in RFC 3588).</summary>
    Tcp,

    /// <summary>SCTP.</summary>
    Sctp,

    /// <summary>UDP; never with Diameter, only with other protocols.</summary>
    Udp,
}

/// <summary>The DiameterURI type, RFC 6733 4.3.1: <c>aaa://host[:port][;transport=tcp|sctp][;protocol=diameter]</c>, or <c>aaas</c> for TLS.</summary>
/// <param name="Secure">True for <c>aaas</c>.</param>
/// <param name="Host">The FQDN, or an IPv6 address in brackets.</param>
/// <param name="Port">The port; 3868, or 5868 for <c>aaas</c>, when none is given.</param>
/// <param name="Transport">The transport; TCP when none is given.</param>
/// <param name="Protocol">The protocol; <c>diameter</c> when none is given.</param>
public readonly record struct DiameterUri(bool Secure, string Host, int Port, DiameterTransport Transport, string Protocol)
{
    /// <summary>Port of <c>aaa</c>.</summary>
    public const int DefaultPort = 3868;

    /// <summary>Port of <c>aaas</c> (the 5658 in the text of RFC 6733 is an error, erratum 3997).</summary>
    public const int DefaultSecurePort = 5868;

    /// <summary>Reads a URI from the data of an AVP. False when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out DiameterUri uri)
    {
        uri = default;
        return octets.Length is > 0 and <= 1024 && Ascii.IsValid(octets) && TryParse(Encoding.ASCII.GetString(octets), out uri);
    }

    /// <summary>Reads a URI from text. False when it is none.</summary>
    public static bool TryParse(string? text, out DiameterUri uri)
    {
        uri = default;
        if (text is null)
            return false;

        bool secure = text.StartsWith("aaas://", StringComparison.OrdinalIgnoreCase);
        if (!secure && !text.StartsWith("aaa://", StringComparison.OrdinalIgnoreCase))
            return false;

        string[] parts = text[(secure ? 7 : 6)..].Split(';');
        if (!TryParseAuthority(parts[0], secure, out string host, out int port))
            return false;

        DiameterTransport transport = DiameterTransport.Tcp;
        string protocol = "diameter";
        foreach (string part in parts.AsSpan(1))
        {
            if (part.StartsWith("transport=", StringComparison.OrdinalIgnoreCase))
            {
                if (!Enum.TryParse(part[10..], true, out transport) || !char.IsAsciiLetter(part[10]))
                    return false;
            }
            else if (part.StartsWith("protocol=", StringComparison.OrdinalIgnoreCase) && part.Length > 9)
            {
                protocol = part[9..];
            }
            else
            {
                return false;
            }
        }

        // "UDP MUST NOT be used when the aaa-protocol is diameter."
        if (transport == DiameterTransport.Udp && protocol.Equals("diameter", StringComparison.OrdinalIgnoreCase))
            return false;

        uri = new DiameterUri(secure, host, port, transport, protocol);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Secure ? "aaas" : "aaa")}://{Host}:{Port};transport={Transport switch { DiameterTransport.Sctp => "sctp", DiameterTransport.Udp => "udp", _ => "tcp" }};protocol={Protocol}";

    private static bool TryParseAuthority(string authority, bool secure, out string host, out int port)
    {
        port = secure ? DefaultSecurePort : DefaultPort;
        int bracket = authority.StartsWith('[') ? authority.IndexOf(']') : 0;
        int colon = bracket < 0 ? -1 : authority.IndexOf(':', bracket);
        host = colon < 0 ? authority : authority[..colon];
        if (host.Length is 0 or > DiameterIdentity.MaximumLength || bracket < 0 || host.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;
        return colon < 0
            || (int.TryParse(authority.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out port) && port is > 0 and <= 65535);
    }
}
