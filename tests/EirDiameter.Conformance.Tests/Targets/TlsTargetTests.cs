using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Tests.Targets;

/// <summary>What a target over TLS is shown, and what it must show.</summary>
public sealed class TlsTargetTests : IDisposable
{
    private readonly (string Certificate, string Key) _own = NodeCertificate.Write("tester.example.org");
    private readonly (string Certificate, string Key) _target = NodeCertificate.Write("eir.example.org");
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TlsTargetTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(Path.GetDirectoryName(_own.Certificate)!, recursive: true);
        Directory.Delete(Path.GetDirectoryName(_target.Certificate)!, recursive: true);
    }

    [Fact]
    public async Task The_certificate_that_was_given_is_shown()
    {
        Task<string?> shown = ServeAsync();
        await using TargetConnection connection = await ConnectAsync(TlsClient.Read(_own.Certificate, _own.Key, trust: null));
        Assert.Equal(X509CertificateLoader.LoadCertificateFromFile(_own.Certificate).Thumbprint, await shown);
    }

    [Fact]
    public async Task What_is_sent_arrives_and_what_is_answered_becomes_an_arrival()
    {
        Task<string?> shown = ServeAsync(echo: true);
        await using TargetConnection connection = await ConnectAsync(TlsClient.Read(null, null, trust: null));
        byte[] message = [1, 0, 0, 20, .. new byte[16]];
        Assert.True(await connection.SendAsync(message));
        Arrival? arrival = await connection.ReceiveAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(message, arrival?.Octets);
        Assert.Null(await shown);
    }

    [Fact]
    public async Task A_target_of_a_trusted_authority_is_asked()
    {
        _ = ServeAsync();
        await using TargetConnection connection = await ConnectAsync(TlsClient.Read(null, null, _target.Certificate));
    }

    [Fact]
    public async Task A_target_of_another_authority_is_refused()
    {
        _ = ServeAsync();
        TargetProblemException problem = await Assert.ThrowsAsync<TargetProblemException>(() => ConnectAsync(TlsClient.Read(null, null, _own.Certificate)));
        Assert.Contains("no TLS with 127.0.0.1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_PEM_file_is_named_by_its_option()
    {
        TargetProblemException problem = Assert.Throws<TargetProblemException>(() => TlsClient.Read(_own.Certificate, "missing.key", trust: null));
        Assert.Contains("--tls-key", problem.Message, StringComparison.Ordinal);
    }

    private Task<TargetConnection> ConnectAsync(TlsClient tls) =>
        TargetConnection.ConnectAsync(new TargetEndPoint("tls", (IPEndPoint)_listener.LocalEndPoint!, tls), log: null, TimeProvider.System);

    /// <summary>Serves one connection, and tells the thumbprint of the certificate that was shown.</summary>
    private async Task<string?> ServeAsync(bool echo = false)
    {
        using Socket socket = await _listener.AcceptAsync();
        await using SslStream stream = new(new NetworkStream(socket));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            // A round over a file format, since a key straight from PEM cannot be used by every TLS library.
            ServerCertificate = X509CertificateLoader.LoadPkcs12(X509Certificate2.CreateFromPemFile(_target.Certificate, _target.Key).Export(X509ContentType.Pkcs12), null),
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null || shown.Subject.Length > 0,
        });
        if (echo)
        {
            byte[] octets = new byte[20];
            await stream.ReadExactlyAsync(octets);
            await stream.WriteAsync(octets);
        }

        return (stream.RemoteCertificate as X509Certificate2)?.Thumbprint;
    }
}
