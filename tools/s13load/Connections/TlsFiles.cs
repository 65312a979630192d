using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.S13Load.Options;

namespace EirDiameter.S13Load.Connections;

/// <summary>The certificates of the command line.</summary>
internal static class TlsFiles
{
    /// <summary>What a handshake goes by: TLS 1.2 or 1.3, before the CER (RFC 6733 2.2).</summary>
    /// <exception cref="LoadException">A file cannot be used.</exception>
    public static SslClientAuthenticationOptions OptionsOf(LoadOptions options)
    {
        try
        {
            SslClientAuthenticationOptions handshake = new()
            {
                TargetHost = options.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificates = options.TlsCertificate is null ? null : [X509Certificate2.CreateFromPemFile(options.TlsCertificate, options.TlsKey)],
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    options.TlsTrust is null || (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
            };
            if (options.TlsTrust is null)
                return handshake;
            handshake.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handshake.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(options.TlsTrust);
            return handshake;
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"--tls-certificate, --tls-key and --tls-trust are PEM files: {problem.Message}");
        }
    }
}
