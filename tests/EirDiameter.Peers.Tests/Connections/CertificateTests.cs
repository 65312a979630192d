using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>Over TLS a peer is who its certificate says (RFC 6733 2.2 and 13.1).</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("mme1.example.org", null, true)]
    [InlineData("MME1.Example.ORG", null, true)]
    [InlineData("other.example.org,mme1.example.org", null, true)]
    [InlineData("other.example.org", null, false)]
    [InlineData("*.example.org", null, false)]
    [InlineData("", null, false)]
    [InlineData("gateway.example.net", "gateway.example.net", true)]
    [InlineData("mme1.example.org", "gateway.example.net", false)]
    [InlineData(null, "gateway.example.net", false)]
    [InlineData(null, null, true)]
    public async Task The_name_of_the_CER_is_the_one_in_the_certificate_or_it_is_refused_with_3010_and_counted(string? names, string? configured, bool accepted)
    {
        Neighbourhood node = new(new PeersOptions { Peers = [new PeerOptions { Host = "mme1.example.org", CertificateName = configured }] });
        TestPeer peer = node.Connect();
        if (names is not null)
            peer.Connection.Features.Set<ITlsConnectionFeature>(new Shown(Certificate(names)));
        await peer.SendAsync(Messages.Cer());
        byte[] cea = await peer.ReceiveAsync();
        Assert.Equal(accepted ? ResultCodes.Success : ResultCodes.UnknownPeer, Messages.ResultOf(cea));
        Assert.Equal(!accepted, (Messages.Header(cea).Flags & CommandFlags.Error) != 0);
        Assert.Equal(accepted ? 0 : 1, node.Table.Refusals(Refusal.CertificateMismatch));
    }

    private static X509Certificate2 Certificate(string names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mme1.example.org", key, HashAlgorithmName.SHA256);
        if (names.Length > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (string name in names.Split(','))
                alternatives.AddDnsName(name);
            request.CertificateExtensions.Add(alternatives.Build());
        }

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class Shown(X509Certificate2 certificate) : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; } = certificate;

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
