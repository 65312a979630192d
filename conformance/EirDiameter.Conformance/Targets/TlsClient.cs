using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EirDiameter.Conformance.Targets;

/// <summary>How a target is asked over TLS: TLS 1.2 or 1.3, the handshake before the CER (RFC 6733 2.2).</summary>
/// <param name="Own">The certificate to show, with its key; null: none.</param>
/// <param name="Trust">Authorities that the target's certificate must come from; null: whatever it shows is taken, since it is its Diameter that is judged.</param>
internal sealed record TlsClient(X509Certificate2? Own, X509Certificate2Collection? Trust)
{
    /// <summary>Reads PEM files.</summary>
    /// <exception cref="TargetProblemException">A file cannot be used.</exception>
    public static TlsClient Read(string? certificate, string? key, string? trust)
    {
        try
        {
            X509Certificate2Collection? authorities = null;
            if (trust is not null)
            {
                authorities = [];
                authorities.ImportFromPemFile(trust);
            }

            return new TlsClient(certificate is null ? null : X509Certificate2.CreateFromPemFile(certificate, key), authorities);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new TargetProblemException($"--tls-certificate, --tls-key and --tls-trust are PEM files: {e.Message}");
        }
    }

    /// <summary>Shakes hands.</summary>
    /// <exception cref="TargetProblemException">One side does not accept the other.</exception>
    public async Task<SslStream> SecureAsync(Stream plain, string host, CancellationToken cancellation)
    {
        SslStream stream = new(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(Options(host), cancellation);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw new TargetProblemException($"no TLS with {host}: {e.Message} {e.InnerException?.Message}".TrimEnd());
        }
    }

    private SslClientAuthenticationOptions Options(string host)
    {
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificates = Own is null ? null : [Own],
            RemoteCertificateValidationCallback = (_, _, _, errors) => Trust is null || (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        };
        if (Trust is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(Trust);
        }

        return options;
    }
}
