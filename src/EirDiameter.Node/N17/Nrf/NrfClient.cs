using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EirDiameter.Node.Tls;

namespace EirDiameter.Node.N17.Nrf;

/// <summary>What the NRF answered.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="HeartBeat">How often it wants a sign of life; null if it did not say.</param>
internal readonly record struct NrfAnswer(HttpStatusCode Status, TimeSpan? HeartBeat)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>The calls of Nnrf_NFManagement that an NF makes about itself (TS 29.510 5.2.2.2 to 5.2.2.4), over HTTP/2.</summary>
internal sealed class NrfClient : IDisposable
{
    private const int LongestAnswer = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly byte[] Alive = "[{\"op\":\"replace\",\"path\":\"/nfStatus\",\"value\":\"REGISTERED\"}]"u8.ToArray();

    private readonly HttpClient _client;
    private readonly Uri _instance;

    /// <param name="nrf">The NRF's apiRoot.</param>
    /// <param name="instanceId">This NF's instance id.</param>
    /// <param name="certificates">What to show, and whom to trust, where the NRF is <c>https://</c>; null = as the machine says.</param>
    /// <param name="transport">What requests go through; null = sockets.</param>
    public NrfClient(string nrf, string instanceId, CertificateFiles? certificates, HttpMessageHandler? transport = null)
    {
        _instance = new Uri($"{nrf.TrimEnd('/')}/nnrf-nfm/v1/nf-instances/{instanceId}");
        SocketsHttpHandler handler = new();
        if (certificates is not null)
        {
            handler.SslOptions.ClientCertificates = [certificates.Own];
            if (certificates.Trust is not null) handler.SslOptions.CertificateChainPolicy = certificates.TrustPolicy();
        }

        _client = new HttpClient(transport ?? handler)
        {
            Timeout = Limit,
            MaxResponseContentBufferSize = LongestAnswer,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>NFRegister, also over an older registration.</summary>
    public Task<NrfAnswer> RegisterAsync(byte[] profile, CancellationToken cancellation) => SendAsync(HttpMethod.Put, profile, "application/json", cancellation);

    /// <summary>NFUpdate that only says that this NF lives.</summary>
    public Task<NrfAnswer> HeartBeatAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Patch, Alive, "application/json-patch+json", cancellation);

    /// <summary>NFDeregister.</summary>
    public Task<NrfAnswer> DeregisterAsync(CancellationToken cancellation) => SendAsync(HttpMethod.Delete, null, null, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<NrfAnswer> SendAsync(HttpMethod method, byte[]? body, string? type, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, _instance) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type!);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellation);
        return new NrfAnswer(response.StatusCode, HeartBeatOf(await response.Content.ReadAsByteArrayAsync(cancellation)));
    }

    private static TimeSpan? HeartBeatOf(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("heartBeatTimer", out JsonElement timer)
                && timer.ValueKind == JsonValueKind.Number && timer.TryGetInt32(out int seconds) && seconds > 0
                    ? TimeSpan.FromSeconds(seconds)
                    : null;
        }
        catch (JsonException)
        {
            // Nothing, or nothing that could say how often.
            return null;
        }
    }
}
