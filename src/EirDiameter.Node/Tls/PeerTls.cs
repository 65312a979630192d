using System.Net.Security;
using System.Security.Authentication;
using EirDiameter.Node.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EirDiameter.Node.Tls;

/// <summary>
/// TLS for Diameter peers, by section <c>Diameter:Tls</c>: TLS 1.2 and 1.3, and a certificate asked of every peer (RFC 6733 13.1). The files are looked at
/// every <see cref="Interval"/>, and what is new in them counts for the connections that come; those that are there stay.
/// </summary>
internal sealed class PeerTls : IDisposable
{
    /// <summary>How often the files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly TlsSection _section;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private CertificateFiles _files;
    private (DateTime, long)[] _versions;
    private DateTimeOffset _warnAgain;
    private string _refused = "";

    /// <exception cref="ConfigurationException">A file cannot be used; the message names the key.</exception>
    public PeerTls(TlsSection section, TimeProvider time, ILogger logger)
    {
        _section = section;
        _time = time;
        _logger = logger;
        _versions = Versions();
        _files = Load();
        WarnOfExpiry();
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Time until the node's own certificate expires; less than nothing when it has.</summary>
    public TimeSpan ExpiresIn => Volatile.Read(ref _files).Own.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime;

    /// <summary>Puts TLS before what the listener serves.</summary>
    public void Use(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = _ => ValueTask.FromResult(Options()),
        HandshakeTimeout = HandshakeTimeout,
    });

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Takes what is new in the files. What does not fit together, as between the replacing of one file and of the other, is left for the next time.</summary>
    internal void Look()
    {
        (DateTime, long)[] versions = Versions();
        WarnOfExpiry();
        if (versions.SequenceEqual(_versions)) return;
        try
        {
            Volatile.Write(ref _files, Load());
            _versions = versions;
            _refused = "";
            NodeLog.CertificateTaken(_logger, _section.Certificate!, _files.Own.NotAfter.ToUniversalTime());
        }
        catch (ConfigurationException e)
        {
            if (e.Message != _refused) NodeLog.CertificateKept(_logger, e.Message);
            _refused = e.Message;
        }
    }

    private CertificateFiles Load()
    {
        CertificateFiles files = CertificateFiles.Load("Diameter:Tls", _section.Certificate!, _section.Key!, _section.Trust);
        DateTime from = files.Own.NotBefore.ToUniversalTime(), until = files.Own.NotAfter.ToUniversalTime(), now = _time.GetUtcNow().UtcDateTime;
        return from <= now && now < until
            ? files
            : throw new ConfigurationException([$"Diameter:Tls:Certificate: '{_section.Certificate}' is good from {from:yyyy-MM-dd HH:mm} until {until:yyyy-MM-dd HH:mm} UTC only"]);
    }

    private (DateTime, long)[] Versions() =>
    [
        .. new[] { _section.Certificate, _section.Key, _section.Trust }.OfType<string>().Select(path => new FileInfo(path))
            .Select(file => file.Exists ? (file.LastWriteTimeUtc, file.Length) : default),
    ];

    /// <summary>What the next handshake goes by.</summary>
    internal SslServerAuthenticationOptions Options()
    {
        CertificateFiles files = Volatile.Read(ref _files);
        return new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateContext = files.Context,
            ClientCertificateRequired = true,
            CertificateChainPolicy = files.TrustPolicy(),
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
                errors == SslPolicyErrors.None || (errors == SslPolicyErrors.RemoteCertificateNotAvailable && !_section.RequireClientCertificate),
        };
    }

    /// <summary>What the next handshake with a peer that is dialled goes by. Its name is compared when its CEA has said it.</summary>
    internal SslClientAuthenticationOptions DialOptions()
    {
        CertificateFiles files = Volatile.Read(ref _files);
        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = files.Context,
            CertificateChainPolicy = files.TrustPolicy(),
            RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        };
    }

    /// <summary>Once a day, from thirty days before on.</summary>
    private void WarnOfExpiry()
    {
        if (ExpiresIn >= Soon || _time.GetUtcNow() < _warnAgain) return;
        _warnAgain = _time.GetUtcNow().AddDays(1);
        NodeLog.CertificateExpires(_logger, _section.Certificate!, _files.Own.NotAfter.ToUniversalTime());
    }
}
