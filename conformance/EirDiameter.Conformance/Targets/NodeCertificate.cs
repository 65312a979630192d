using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EirDiameter.Conformance.Targets;

/// <summary>A certificate for a node that is started for a run; it lasts a day and vouches for itself.</summary>
internal static class NodeCertificate
{
    /// <summary>Makes one, and writes it and its key into files of a new folder.</summary>
    public static (string Certificate, string Key) Write(string name)
    {
        string folder = Directory.CreateTempSubdirectory("eir-conformance-tls-").FullName;
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=EIR", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        (string Certificate, string Key) files = (Path.Combine(folder, "node.pem"), Path.Combine(folder, "node.key"));
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }
}
