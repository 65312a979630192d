using System.Security.Cryptography.X509Certificates;

namespace EirDiameter.Peers.Connections;

/// <summary>Binds who a peer says it is to the certificate that it showed (RFC 6733 2.2 and 13.1).</summary>
internal static class Certificates
{
    /// <summary>
    /// Whether the certificate is one of that peer: one of its names (subjectAltName, dNSName; compared without regard to case, no wildcards, since each
    /// name stands for one node) is the peer's Origin-Host, or the name that is configured for it.
    /// </summary>
    /// <param name="certificate">The peer's certificate; null: it showed none, which is right unless a name is configured.</param>
    /// <param name="originHost">Its Origin-Host.</param>
    /// <param name="configured">The name that is configured; null: none.</param>
    public static bool Fit(X509Certificate2? certificate, string originHost, string? configured)
    {
        if (certificate is null)
            return configured is null;
        string wanted = configured ?? originHost;
        return certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .Any(names => names.EnumerateDnsNames().Contains(wanted, StringComparer.OrdinalIgnoreCase));
    }
}
