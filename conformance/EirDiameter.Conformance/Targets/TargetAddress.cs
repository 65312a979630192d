using System.Globalization;
using System.Net;

namespace EirDiameter.Conformance.Targets;

/// <summary>Where an EIR listens: <c>tcp://HOST:PORT</c>, <c>tls://HOST:PORT</c> or <c>sctp://HOST:PORT</c>, IPv6 addresses in brackets.</summary>
/// <param name="Scheme">The transport: tcp, tls or sctp.</param>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record TargetAddress(string Scheme, string Host, int Port)
{
    /// <summary>The port of RFC 6733 2.1.</summary>
    public const int DefaultPort = 3868;

    /// <summary>The port for TLS (RFC 6733 11.4).</summary>
    public const int DefaultSecurePort = 5868;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address; null if it could not be read.</param>
    /// <param name="problem">Why not, and what to write instead.</param>
    public static bool TryParse(string text, out TargetAddress address, out string problem)
    {
        address = null!;
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.PathAndQuery is not ("" or "/"))
            problem = $"'{text}' is no target: write tcp://HOST:PORT, such as tcp://127.0.0.1:3868 or tcp://[::1]:3868";
        else if (uri.Scheme is not ("tcp" or "tls" or "sctp"))
            problem = $"'{uri.Scheme}' is no transport: write tcp://HOST:PORT, tls://HOST:PORT or sctp://HOST:PORT";
        else
            address = new TargetAddress(uri.Scheme, uri.IdnHost.Trim('[', ']'), uri.Port >= 0 ? uri.Port : uri.Scheme == "tls" ? DefaultSecurePort : DefaultPort);
        return problem.Length == 0;
    }

    /// <summary>The address to dial: the first that the name has.</summary>
    /// <param name="tls">How it is asked, if it is over TLS.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name.</exception>
    public async Task<TargetEndPoint> ResolveAsync(TlsClient? tls = null) =>
        new(Scheme, new IPEndPoint((await Dns.GetHostAddressesAsync(Host))[0], Port), Scheme == "tls" ? tls ?? new TlsClient(null, null) : null);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}
