using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.Tls;

/// <summary>The certificates of the keys <c>Certificate</c>, <c>Key</c> and <c>Trust</c> of a section, read from PEM files.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private CertificateFiles(X509Certificate2 own, X509Certificate2Collection chain, X509Certificate2Collection? trust)
    {
        Own = own;
        Chain = chain;
        Trust = trust;
        Context = SslStreamCertificateContext.Create(own, chain, offline: true);
    }

    /// <summary>What is shown in handshakes, made once.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The node's own, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>All certificates of the file, to be sent along.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>Authorities that a client's certificate must come from; null = none is asked for.</summary>
    public X509Certificate2Collection? Trust { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="section">The section of the configuration, for messages.</param>
    /// <param name="certificate">The node's own certificate, and those between it and an authority.</param>
    /// <param name="key">Its key.</param>
    /// <param name="trust">Authorities; null = none.</param>
    /// <exception cref="ConfigurationException">A file cannot be read, or does not fit; the message names the key.</exception>
    public static CertificateFiles Load(string section, string certificate, string key, string? trust)
    {
        X509Certificate2Collection chain = Read($"{section}:Certificate", certificate);
        X509Certificate2Collection? authorities = trust is null ? null : Read($"{section}:Trust", trust);
        try
        {
            return new CertificateFiles(X509Certificate2.CreateFromPemFile(certificate, key), chain, authorities);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{section}:Key: expected a PEM file with the key of {certificate}: '{key}': {e.Message}".ReplaceLineEndings(" ")], e);
        }
    }

    /// <summary>Trusts the authorities of <see cref="Trust"/> and nobody else.</summary>
    public X509ChainPolicy TrustPolicy()
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,

            // Nothing is fetched from where a stranger's certificate says that its issuer's can be had.
            DisableCertificateDownloads = true,
        };
        if (Trust is not null) policy.CustomTrustStore.AddRange(Trust);
        return policy;
    }

    /// <summary>Whether a client's certificate comes from one of the authorities trusted, and may be used by clients.</summary>
    public bool IsTrusted(X509Certificate2 client, X509Chain? sent)
    {
        using X509Chain chain = new() { ChainPolicy = TrustPolicy() };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(client);
    }

    public void Dispose() => Own.Dispose();

    private static X509Certificate2Collection Read(string key, string file)
    {
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{key}: expected a PEM file with certificates: '{file}': {e.Message}".ReplaceLineEndings(" ")], e);
        }
    }
}
