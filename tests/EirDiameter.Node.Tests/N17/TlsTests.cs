using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Support;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>N17 over TLS: HTTP/2 by ALPN, and mutual if there is somebody to trust.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task HTTP_2_is_spoken_over_TLS(SslProtocols version)
    {
        await using ServedN17 n17 = await StartAsync(mutual: false, Handler(version));

        Assert.StartsWith("https://127.0.0.1:", n17.Url.ToString(), StringComparison.Ordinal);
        Assert.Equal("ERROR_EQUIPMENT_UNKNOWN", (await n17.CheckAsync("pei=imei-356938035643800")).Outcome);
    }

    [Fact]
    public async Task ALPN_chooses_h2_and_nothing_else()
    {
        await using ServedN17 n17 = await StartAsync(mutual: false, Handler());
        using TcpClient tcp = new();
        await tcp.ConnectAsync("127.0.0.1", n17.Url.Port);
        await using SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(Options(SslApplicationProtocol.Http11, SslApplicationProtocol.Http2));

        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
    }

    [Fact]
    public async Task Whoever_must_be_trusted_has_to_show_a_certificate_of_the_authority()
    {
        using X509Certificate2 known = Load(_authority.Issue(Client));
        using TestAuthority other = new();
        using X509Certificate2 stranger = Load(other.Issue(Client));
        using X509Certificate2 server = Load(_authority.Issue(Server));

        await using (ServedN17 n17 = await StartAsync(mutual: true, Handler(certificate: known)))
            Assert.Equal(404, (await n17.CheckAsync("pei=imei-356938035643800")).Status);
        foreach (X509Certificate2? refused in new[] { null, stranger, server })
        {
            await using ServedN17 n17 = await StartAsync(mutual: true, Handler(certificate: refused));
            await Assert.ThrowsAsync<HttpRequestException>(() => n17.CheckAsync("pei=imei-356938035643800"));
        }
    }

    [Fact]
    public async Task A_file_that_is_not_what_it_should_be_is_an_error_that_names_the_key()
    {
        (string certificate, string key) = _authority.Issue(Server);
        (_, string otherKey) = _authority.Issue(Server);
        string garbage = _authority.Write("garbage.pem", "garbage");
        N17Options good = new() { Url = "https://127.0.0.1:0", Certificate = certificate, Key = key };

        await RefusedAsync("N17:Certificate: ", good with { Certificate = garbage });
        await RefusedAsync("N17:Key: ", good with { Key = garbage });
        await RefusedAsync("N17:Key: ", good with { Key = otherKey });
        await RefusedAsync("N17:Trust: ", good with { Trust = garbage });
    }

    private static async Task RefusedAsync(string start, N17Options options)
    {
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => ServedN17.StartAsync(options: options));
        string error = Assert.Single(refused.Errors);
        Assert.StartsWith(start, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private Task<ServedN17> StartAsync(bool mutual, HttpMessageHandler handler)
    {
        (string certificate, string key) = _authority.Issue(Server);
        N17Options options = new() { Url = "https://127.0.0.1:0", Certificate = certificate, Key = key, Trust = mutual ? _authority.TrustFile : null };
        return ServedN17.StartAsync(options: options, handler: handler);
    }

    private SocketsHttpHandler Handler(SslProtocols version = SslProtocols.None, X509Certificate2? certificate = null)
    {
        SslClientAuthenticationOptions options = Options();
        options.EnabledSslProtocols = version;
        if (certificate is not null) options.ClientCertificates = [certificate];
        return new SocketsHttpHandler { SslOptions = options };
    }

    private SslClientAuthenticationOptions Options(params SslApplicationProtocol[] protocols)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(_authority.TrustFile);
        return new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy, ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols] };
    }

    private static X509Certificate2 Load((string Certificate, string Key) files) => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
}
