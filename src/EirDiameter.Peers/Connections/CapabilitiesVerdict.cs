using System.Net;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Connections;

/// <summary>What is to become of a CER that could be read.</summary>
/// <param name="Fault">The fault for the CEA; none when the CER is accepted.</param>
/// <param name="Reason">Why it is refused.</param>
internal readonly record struct CapabilitiesVerdict(Fault Fault, Refusal Reason)
{
    public bool IsAccepted => Fault.IsNone;

    /// <summary>Judges a CER, RFC 6733 5.3.</summary>
    public static CapabilitiesVerdict Of(Capabilities request, ConnectionContext transport, PeerOptions? configured, NeighbourContext context)
    {
        if (string.Equals(request.OriginHost, context.Local.OriginHost, StringComparison.OrdinalIgnoreCase))
            return new(Fault.UnknownPeer, Refusal.OwnName);
        if (ReasonAgainst(request.OriginHost, transport, configured, context.Options) is { } reason)
            return new(Fault.UnknownPeer, reason);

        Fault fault = request.CheckCommon(context.Local, transport.TransportName() == TransportNames.Tls);
        return fault.IsNone ? default
            : new(fault, fault.ResultCode == ResultCodes.NoCommonSecurity ? Refusal.NoCommonSecurity : Refusal.NoCommonApplication);
    }

    /// <summary>Why who came from there with that certificate is not the peer of that name, or is not wanted; null: it is.</summary>
    public static Refusal? ReasonAgainst(string originHost, ConnectionContext transport, PeerOptions? configured, PeersOptions options)
    {
        IPAddress? remote = transport.RemoteAddress();
        if (!Certificates.Fit(transport.RemoteCertificate(), originHost, configured?.CertificateName))
            return Refusal.CertificateMismatch;
        if (configured is null)
            return IsWelcome(remote, options.UnknownPeers) ? null : Refusal.UnknownPeer;
        return PeerTable.MayComeFrom(configured, remote) ? null : Refusal.WrongAddress;
    }

    private static bool IsWelcome(IPAddress? remote, UnknownPeers policy) => policy switch
    {
        UnknownPeers.Accept => true,
        UnknownPeers.Loopback => remote is not null && IPAddress.IsLoopback(remote),
        _ => false,
    };
}
