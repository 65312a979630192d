using System.Net;
using System.Net.Sockets;
using EirDiameter.SctpSockets;

namespace EirDiameter.Conformance.Targets;

/// <summary>Where a target is connected to.</summary>
/// <param name="Scheme">The transport: tcp, tls or sctp.</param>
/// <param name="Address">Address and port.</param>
/// <param name="Tls">How it is asked over TLS; null: it is not.</param>
internal sealed record TargetEndPoint(string Scheme, IPEndPoint Address, TlsClient? Tls = null)
{
    /// <summary>True for SCTP.</summary>
    public bool IsSctp => Scheme == "sctp";

    /// <summary>Reads <c>SCHEME://ADDRESS[,ADDRESS]:PORT</c>, as a node prints it; of several addresses the first is taken.</summary>
    public static TargetEndPoint Parse(string text)
    {
        int mark = text.IndexOf("://", StringComparison.Ordinal), port = text.LastIndexOf(':');
        return new TargetEndPoint(text[..mark], IPEndPoint.Parse(text[(mark + 3)..port].Split(',')[0] + text[port..]), text.StartsWith("tls:", StringComparison.Ordinal) ? new TlsClient(null, null) : null);
    }

    /// <summary>A socket that is not connected yet.</summary>
    /// <exception cref="TargetProblemException">This machine does not have the transport.</exception>
    public Socket Open()
    {
        try
        {
            return IsSctp
                ? SctpSocket.Open(Address.AddressFamily)
                : new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (PlatformNotSupportedException e)
        {
            throw new TargetProblemException($"{this}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}://{Address}";
}
