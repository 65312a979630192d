using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using EirDiameter.Equipment;
using EirDiameter.Hosting;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.N17.Access;
using EirDiameter.Node.N17.Nrf;
using EirDiameter.Node.Seen;
using EirDiameter.Node.Tls;
using EirDiameter.Store;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EirDiameter.Node.N17;

/// <summary>
/// The HTTP/2 server that AMFs connect to (TS 29.500 5.2): with prior knowledge where <c>N17:Url</c> is <c>http://</c>, over TLS 1.2 or 1.3 with ALPN
/// where it is <c>https://</c>.
/// </summary>
internal sealed class N17Server : IAsyncDisposable
{
    // One AMF keeps few connections and many requests on each.
    private const int StreamsPerConnection = 1024;

    // Longer than what is refused politely, so that it is refused politely (414); a client that goes beyond loses its connection.
    private const int HeaderBytes = 32 * 1024;

    private readonly WebApplication _app;
    private readonly N17Application _application;
    private readonly CertificateFiles? _certificates;
    private readonly AccessTokens? _tokens;
    private readonly JwksFollower? _keys;
    private readonly N17Options _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private NrfRegistration? _registration;

    /// <exception cref="ConfigurationException">A file of the configuration cannot be used; the message names the key.</exception>
    public N17Server(N17Options options, ListingStore store, Policy policy, SeenEquipment? seen, NodeMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger("EirDiameter.Node.N17");
        Uri url = new(options.Url!);
        _certificates = url.Scheme == Uri.UriSchemeHttps ? CertificateFiles.Load("N17", options.Certificate!, options.Key!, options.Trust) : null;
        if (options.OAuth2 is { } oauth)
        {
            _tokens = new AccessTokens(oauth, options.InstanceId, TokenKeys.Load(oauth), time);
            if (oauth.JwksUrl is not null) _keys = new JwksFollower(new Uri(oauth.JwksUrl), _tokens, time, _logger);
        }

        _application = new N17Application(store, policy, seen, metrics, time, _logger);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new WarningsOnly(loggers));
        builder.Services.AddSingleton<IHostLifetime, ManualLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, url));
        if (_certificates is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        ((IApplicationBuilder)_app).Run(new N17Endpoint(_application, _tokens, _logger).InvokeAsync);
    }

    /// <summary>Starts listening, then tells the NRF, and returns the address.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task<string> StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (SocketException e)
        {
            throw new IOException($"N17:Url: {_options.Url} cannot be listened on: {e.Message}", e);
        }

        string address = _app.Urls.First();
        if (_options.Nrf is { } nrf)
        {
            NrfClient client = new(nrf.Url!, _options.InstanceId!, _certificates);
            _registration = new NrfRegistration(client, NfProfile.Of(_options, new Uri(address)), _time, _logger);
        }

        return address;
    }

    /// <summary>Takes leave of the NRF, so that nobody is sent here any more, tells clients to go elsewhere (GOAWAY), answers what was asked, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_registration is not null) await _registration.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _application.DisposeAsync();
        if (_keys is not null) await _keys.DisposeAsync();
        _certificates?.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel, Uri url)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = HeaderBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        if (url.Host == "localhost") kestrel.ListenLocalhost(url.Port, Configure);
        else kestrel.Listen(IPAddress.Parse(url.Host.Trim('[', ']')), url.Port, Configure);
    }

    private void Configure(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        if (_certificates is null) return;
        HttpsConnectionAdapterOptions https = new()
        {
            ServerCertificate = _certificates.Own,
            ServerCertificateChain = _certificates.Chain,

            // TS 33.210 6.2: nothing older than TLS 1.2.
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (_certificates.Trust is not null)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, chain, _) => _certificates.IsTrusted(client, chain);
        }

        listen.UseHttps(https);
    }
}
