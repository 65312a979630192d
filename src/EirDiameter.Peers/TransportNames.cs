namespace EirDiameter.Peers;

/// <summary>The transports, as they are called in addresses and in the peer table.</summary>
public static class TransportNames
{
    /// <summary>TCP.</summary>
    public const string Tcp = "tcp";

    /// <summary>TLS over TCP.</summary>
    public const string Tls = "tls";

    /// <summary>SCTP.</summary>
    public const string Sctp = "sctp";
}
