using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Tests.Support;
using EirDiameter.Node.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Tls;

/// <summary>TLS for peers: real handshakes, by certificates made for the test.</summary>
public sealed class PeerTlsTests : IDisposable
{
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";
    private const string ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreign = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_peer_with_a_certificate_of_an_authority_that_is_trusted_gets_in(SslProtocols version)
    {
        using PeerTls tls = Start();
        (string? shown, Exception? refused) = await HandshakeAsync(tls, _authority.Issue(ClientPurpose), version);
        Assert.Null(refused);
        Assert.Equal(SerialOf(_server.Certificate), shown);
    }

    [Fact]
    public async Task A_certificate_without_a_purpose_is_good_for_both_directions()
    {
        using PeerTls tls = Start();
        Assert.Null((await HandshakeAsync(tls, _authority.Issue(null))).Refused);
    }

    [Fact]
    public void Versions_before_1_2_are_switched_off_in_both_directions()
    {
        using PeerTls tls = Start();
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, tls.Options().EnabledSslProtocols);
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, tls.DialOptions().EnabledSslProtocols);
    }

    [Fact]
    public async Task Who_shows_no_certificate_is_refused()
    {
        using PeerTls tls = Start();
        Assert.NotNull((await HandshakeAsync(tls, null)).Refused);
    }

    [Fact]
    public async Task Who_shows_none_gets_in_where_none_is_required_but_who_shows_a_bad_one_does_not()
    {
        using PeerTls tls = Start(isRequired: false);
        Assert.Null((await HandshakeAsync(tls, null)).Refused);
        Assert.NotNull((await HandshakeAsync(tls, _foreign.Issue(ClientPurpose))).Refused);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_of_another_purpose_or_that_has_expired_is_refused()
    {
        using PeerTls tls = Start();
        Assert.NotNull((await HandshakeAsync(tls, _foreign.Issue(ClientPurpose))).Refused);
        Assert.NotNull((await HandshakeAsync(tls, _authority.Issue(ServerPurpose))).Refused);
        Assert.NotNull((await HandshakeAsync(tls, _authority.Issue(ClientPurpose, lifetime: TimeSpan.FromMinutes(-5)))).Refused);
    }

    [Fact]
    public async Task A_new_certificate_that_has_expired_is_not_taken()
    {
        using PeerTls tls = Start();
        string old = SerialOf(_server.Certificate);
        (string certificate, string key) = _authority.Issue(ServerPurpose, lifetime: TimeSpan.FromMinutes(-5));
        Replace(certificate, _server.Certificate);
        Replace(key, _server.Key);
        _time.Advance(PeerTls.Interval);
        Assert.Equal(old, (await HandshakeAsync(tls, _authority.Issue(ClientPurpose))).Shown);
    }

    [Fact]
    public async Task New_files_are_shown_within_the_interval_and_until_they_fit_together_the_old_ones_are()
    {
        using PeerTls tls = Start();
        (string Certificate, string Key) client = _authority.Issue(ClientPurpose);
        (string old, (string Certificate, string Key) next) = (SerialOf(_server.Certificate), _authority.Issue(ServerPurpose, lifetime: TimeSpan.FromHours(20)));
        Replace(next.Certificate, _server.Certificate);
        _time.Advance(PeerTls.Interval);
        Assert.Equal(old, (await HandshakeAsync(tls, client)).Shown);
        Replace(next.Key, _server.Key);
        _time.Advance(PeerTls.Interval);
        Assert.Equal(SerialOf(next.Certificate), (await HandshakeAsync(tls, client)).Shown);
        Assert.InRange(tls.ExpiresIn, TimeSpan.FromHours(19), TimeSpan.FromHours(21));
    }

    [Fact]
    public void An_expired_certificate_or_a_key_that_is_not_its_own_stops_the_start_with_a_line_that_names_the_key()
    {
        (string expired, string itsKey) = _authority.Issue(ServerPurpose, lifetime: TimeSpan.FromMinutes(-5));
        Assert.StartsWith("Diameter:Tls:Certificate: ", Refused(expired, itsKey), StringComparison.Ordinal);
        Assert.StartsWith("Diameter:Tls:Key: ", Refused(_authority.Issue(ServerPurpose).Certificate, itsKey), StringComparison.Ordinal);
        Assert.StartsWith("Diameter:Tls:Certificate: ", Refused(_authority.Write("empty.pem", "nothing"), itsKey), StringComparison.Ordinal);
    }

    private (string Certificate, string Key) _server;

    private PeerTls Start(bool isRequired = true)
    {
        _server = _authority.Issue(ServerPurpose);
        return New(_server.Certificate, _server.Key, isRequired);
    }

    private PeerTls New(string certificate, string key, bool isRequired = true) => new(
        new TlsSection { Certificate = certificate, Key = key, Trust = _authority.TrustFile, RequireClientCertificate = isRequired }, _time, NullLogger.Instance);

    private string Refused(string certificate, string key) =>
        Assert.Single(Assert.Throws<ConfigurationException>(() => New(certificate, key).Dispose()).Errors);

    // As an operator's tool does: by rename, with a time of its own.
    private static void Replace(string source, string target)
    {
        File.Copy(source, target + ".new");
        File.SetLastWriteTimeUtc(target + ".new", DateTime.UtcNow.AddMinutes(1));
        File.Move(target + ".new", target, overwrite: true);
    }

    private static string SerialOf(string file)
    {
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
        return certificate.SerialNumber;
    }

    private static async Task<(string? Shown, Exception? Refused)> HandshakeAsync(
        PeerTls tls, (string Certificate, string Key)? client, SslProtocols version = SslProtocols.None)
    {
        Pipe toServer = new(), toClient = new();
        string? shown = null;
        await using SslStream server = new(new DuplexStream(toServer.Reader.AsStream(), toClient.Writer.AsStream()));
        await using SslStream peer = new(new DuplexStream(toClient.Reader.AsStream(), toServer.Writer.AsStream()));
        using X509Certificate2? own = client is { } files ? X509Certificate2.CreateFromPemFile(files.Certificate, files.Key) : null;
        Task dialling = peer.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "eir.example.org",
            EnabledSslProtocols = version,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = ((X509Certificate2)certificate!).SerialNumber;
                return shown.Length > 0;
            },
        });
        try
        {
            await server.AuthenticateAsServerAsync(tls.Options()).WaitAsync(TimeSpan.FromSeconds(20));
            await dialling.WaitAsync(TimeSpan.FromSeconds(20));
            return (shown, null);
        }
        catch (AuthenticationException e)
        {
            await toClient.Writer.CompleteAsync();
            await dialling.WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return (shown, e);
        }
    }

    private sealed class DuplexStream(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);
    }
}
