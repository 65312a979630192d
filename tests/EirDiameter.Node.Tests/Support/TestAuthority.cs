using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EirDiameter.Node.Tests.Support;

/// <summary>A certificate authority in a folder of its own, that issues what a test wants.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eir-pki-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _own;
    private int _issued;

    public TestAuthority()
    {
        CertificateRequest request = new("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(TrustFile, _own.ExportCertificatePem());
    }

    public string TrustFile => Path.Combine(_folder, "ca.pem");

    /// <summary>Issues a certificate for 127.0.0.1; <paramref name="purpose"/> is the object id of its extended key usage, null leaves that out.</summary>
    public (string Certificate, string Key) Issue(string? purpose, string? name = null, TimeSpan? lifetime = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Issued", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        if (name is not null) names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        if (purpose is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        int serial = ++_issued;
        using X509Certificate2 certificate = request.Create(_own, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow + (lifetime ?? TimeSpan.FromHours(1)), [1, (byte)serial]);
        string file = Path.Combine(_folder, $"{serial}.pem");
        string keyFile = Path.Combine(_folder, $"{serial}.key");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (file, keyFile);
    }

    public string Write(string name, string text)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose()
    {
        _own.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
