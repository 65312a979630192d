using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.N17;

/// <summary>The certificates of <c>N17:Certificate</c>, <c>N17:Key</c> and <c>N17:Trust</c>, read from PEM files.</summary>
internal sealed class N17Certificates : IDisposable
{
    private N17Certificates(X509Certificate2 own, X509Certificate2Collection chain, X509Certificate2Collection? trust)
    {
        Own = own;
        Chain = chain;
        Trust = trust;
    }

    /// <summary>The node's own, with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>All certificates of the file, to be sent along.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>Authorities that a client's certificate must come from; null = none is asked for.</summary>
    public X509Certificate2Collection? Trust { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read; the message names the key.</exception>
    public static N17Certificates Load(N17Options options)
    {
        X509Certificate2Collection chain = Read("N17:Certificate", options.Certificate!);
        X509Certificate2? own = null;
        try
        {
            own = X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key!);
            return new N17Certificates(own, chain, options.Trust is null ? null : Read("N17:Trust", options.Trust));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            own?.Dispose();
            throw new ConfigurationException([$"N17:Key: expected a PEM file with the key of {options.Certificate}: '{options.Key}': {e.Message}".ReplaceLineEndings(" ")], e);
        }
    }

    /// <summary>Whether a client's certificate comes from one of the authorities trusted, and may be used by clients.</summary>
    public bool IsTrusted(X509Certificate2 client, X509Chain? sent)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Trust!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
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
