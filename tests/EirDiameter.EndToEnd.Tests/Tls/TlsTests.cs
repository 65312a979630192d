using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Interworking;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Tls;

/// <summary>Two nodes over TLS, one dialling the other: each is who its certificate says, in both directions.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Dialler = "eir2.epc.mnc001.mcc001.3gppnetwork.org";

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public TlsTests()
    {
        CertificateRequest request = new("CN=Authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("ca.pem", [_authority.ExportCertificatePem()]);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(EirNode.OriginHost, Dialler, "")]
    [InlineData("other.epc.mnc001.mcc001.3gppnetwork.org", Dialler, "dialling")]
    [InlineData(EirNode.OriginHost, "other.epc.mnc001.mcc001.3gppnetwork.org", "dialled")]
    public async Task A_node_that_dials_another_is_let_in_if_both_certificates_are_theirs(string nameOfDialled, string nameOfDialling, string refusedBy)
    {
        await using EirNode dialled = await EirNode.StartAsync(
            _folder.File("store1"),
            ["--Diameter:Listen:0", "tcp://127.0.0.1:0", "--Diameter:Listen:1", "tls://127.0.0.1:0", .. Certificates(nameOfDialled)]);
        string address = dialled.Process.Output.SelectMany(line => line.Split(' ')).First(word => word.StartsWith("tls://", StringComparison.Ordinal));
        await using EirNode dialling = await EirNode.StartAsync(
            _folder.File("store2"),
            ["--Diameter:OriginHost", Dialler, "--Diameter:Peers:0:Host", EirNode.OriginHost, "--Diameter:Peers:0:Connect", address, "--Diameter:DialSeconds", "1", .. Certificates(nameOfDialling)]);

        EirNode refusing = refusedBy == "dialled" ? dialled : dialling;
        await Eventually.IsTrueAsync(
            refusedBy.Length == 0 ? "the nodes are connected" : $"the {refusedBy} node refuses",
            TimeSpan.FromSeconds(20),
            () => refusing.Process.Output.Concat(refusing.Process.Errors).Any(line => refusedBy.Length == 0
                ? line.Contains($"Peer {EirNode.OriginHost} connected from", StringComparison.Ordinal) && line.Contains("over tls", StringComparison.Ordinal)
                : line.Contains("CertificateMismatch", StringComparison.Ordinal)));
        if (refusedBy.Length == 0)
        {
            JsonElement peer = (await dialling.Admin.GetAsync("/v1/peers")).EnumerateArray().Single();
            Assert.Equal(("tls", address), (peer.GetProperty("transport").GetString(), peer.GetProperty("connect").GetString()));
        }
    }

    [Fact]
    public async Task A_load_over_TLS_is_answered_in_full_and_who_shows_no_certificate_is_not_let_in()
    {
        await using EirNode node = await EirNode.StartAsync(
            _folder.File("store"), ["--Diameter:Listen:0", "tcp://127.0.0.1:0", "--Diameter:Listen:1", "tls://127.0.0.1:0", .. Certificates(EirNode.OriginHost)]);
        string address = node.Process.Output.SelectMany(line => line.Split(' ')).First(word => word.StartsWith("tls://", StringComparison.Ordinal));
        string[] own = Certificates($"mmeload0.{EirNode.OriginRealm}", $"mmeload1.{EirNode.OriginRealm}");
        string[] load = [address, "--connections", "2", "--window", "500", "--requests", "20000", "--tls-trust", _folder.File("ca.pem")];
        await LoadAsync(0, [.. load, "--tls-certificate", own[1], "--tls-key", own[3]]);
        await LoadAsync(1, load);
        await LoadAsync(1, [address, "--connections", "3", .. load[3..], "--tls-certificate", own[1], "--tls-key", own[3]]);
    }

    [Fact]
    public async Task FreeDiameter_as_an_MME_over_TLS_gets_every_answer()
    {
        await using EirNode node = await EirNode.StartAsync(
            _folder.File("store"),
            [
                "--Lists:0:File", _folder.Write("list.csv", Questions.ListFile), "--Lists:0:Feed", "local",
                "--Diameter:Listen:0", "tcp://127.0.0.1:0", "--Diameter:Listen:1", "tls://127.0.0.1:0", .. Certificates(EirNode.OriginHost),
            ]);
        string address = node.Process.Output.SelectMany(line => line.Split(' ')).First(word => word.StartsWith("tls://", StringComparison.Ordinal));
        string[] own = Certificates($"mme01.{EirNode.OriginRealm}");
        await ForeignMme.AsksEverythingAsync(
            "freediameter-mme", new Uri(address).Port, _folder, ["transport=tls", $"certificate={own[1]}", $"key={own[3]}", $"trust={_folder.File("ca.pem")}"]);
    }

    private static async Task LoadAsync(int exitCode, string[] arguments)
    {
        (int actual, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync("dotnet", [Repository.S13Load, .. arguments], TimeSpan.FromSeconds(60));
        Assert.True(exitCode == actual, string.Join('\n', output.Concat(errors)));
    }

    private string[] Certificates(params string[] owners)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Node", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        foreach (string owner in owners) names.AddDnsName(owner);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = Guid.NewGuid().ToByteArray();
        serial[0] &= 0x7F;
        using X509Certificate2 certificate = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), serial);
        string file = Guid.NewGuid().ToString("N");
        return
        [
            "--Diameter:Tls:Certificate", _folder.Write($"{file}.pem", [certificate.ExportCertificatePem()]),
            "--Diameter:Tls:Key", _folder.Write($"{file}.key", [key.ExportPkcs8PrivateKeyPem()]),
            "--Diameter:Tls:Trust", _folder.File("ca.pem"),
        ];
    }
}
