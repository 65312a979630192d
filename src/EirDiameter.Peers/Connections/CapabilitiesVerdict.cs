using System.Net;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>What is to become of a CER that could be read.</summary>
/// <param name="Fault">The fault for the CEA; none when the CER is accepted.</param>
/// <param name="Reason">Why it is refused.</param>
internal readonly record struct CapabilitiesVerdict(Fault Fault, Refusal Reason)
{
    public bool IsAccepted => Fault.IsNone;

    /// <summary>Judges a CER, RFC 6733 5.3.</summary>
    public static CapabilitiesVerdict Of(Capabilities request, IPAddress? remote, X509Certificate2? certificate, PeerOptions? configured, NeighbourContext context)
    {
        if (string.Equals(request.OriginHost, context.Local.OriginHost, StringComparison.OrdinalIgnoreCase))
            return new(Fault.UnknownPeer, Refusal.OwnName);

        if (!Certificates.Fit(certificate, request.OriginHost, configured?.CertificateName))
            return new(Fault.UnknownPeer, Refusal.CertificateMismatch);

        if (configured is not null)
        {
            if (!PeerTable.MayComeFrom(configured, remote))
                return new(Fault.UnknownPeer, Refusal.WrongAddress);
        }
        else if (!IsWelcome(remote, context.Options.UnknownPeers))
        {
            return new(Fault.UnknownPeer, Refusal.UnknownPeer);
        }

        Fault fault = request.CheckCommon(context.Local);
        return fault.IsNone ? default
            : new(fault, fault.ResultCode == ResultCodes.NoCommonSecurity ? Refusal.NoCommonSecurity : Refusal.NoCommonApplication);
    }

    private static bool IsWelcome(IPAddress? remote, UnknownPeers policy) => policy switch
    {
        UnknownPeers.Accept => true,
        UnknownPeers.Loopback => remote is not null && IPAddress.IsLoopback(remote),
        _ => false,
    };
}
