using System.Net;
using System.Net.Http.Headers;

namespace EirDiameter.Feed;

/// <summary>
/// Asks a feed's server: with time limits for the head and the body, with few redirects and none to a worse scheme, and
/// with the key for the configured host alone. Every fault is a <see cref="FeedException"/> that says what to do.
/// </summary>
internal sealed class FeedHttp : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly FollowOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly Uri _root;

    public FeedHttp(FollowOptions options, HttpMessageHandler? handler, TimeProvider time)
    {
        _options = options;
        _time = time;
        _root = RootOf(options);
        _client = new HttpClient(handler ?? NewHandler(options), disposeHandler: handler is null) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Below(string path) => new(_root, path);

    /// <summary>Sends a request, follows redirects, and gives back the answer when its head is there, whatever its status.</summary>
    /// <param name="target">What to ask for.</param>
    /// <param name="prepare">Sets more headers; called anew for each redirect.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<HttpResponseMessage> GetAsync(Uri target, Action<HttpRequestHeaders>? prepare, CancellationToken cancellation)
    {
        Uri asked = target;
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage answer = await SendAsync(target, prepare, cancellation);
            if (answer.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return answer;
            Uri? location = answer.Headers.Location;
            answer.Dispose();
            if (location is null)
                throw new FeedException(FeedFault.Unreachable, $"{asked} redirects to nowhere: check the server");
            Uri next = new(target, location);
            bool isWorse = next.Scheme != Uri.UriSchemeHttps && next.Scheme != target.Scheme;
            if (isWorse)
                throw new FeedException(FeedFault.Unreachable, $"{asked} redirects to {next}, which is less safe than {target.Scheme}: check the URL");
            if (redirects == MaxRedirects)
                throw new FeedException(FeedFault.Unreachable, $"{asked} redirects more than {MaxRedirects} times: check the URL");
            target = next;
        }
    }

    /// <summary>A fault that explains an answer nobody can use.</summary>
    public FeedException Refused(Uri asked, HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        string advice = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when _options.Key is null => "it wants a key: set Feeds:Key",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "it does not take the key: check Feeds:Key",
            HttpStatusCode.NotFound or HttpStatusCode.Gone => "is the URL the feed's folder?",
            HttpStatusCode.TooManyRequests => "it is asked too often: raise Feeds:IntervalSeconds",
            >= HttpStatusCode.InternalServerError => "the server has a fault: it is asked again later",
            _ => "that is no answer to a GET: check the URL",
        };
        return new FeedException(FeedFault.Unreachable, $"{asked} answers {status}: {advice}");
    }

    /// <summary>Opens the body of an answer.</summary>
    public async Task<FeedBody> OpenAsync(HttpResponseMessage answer, Uri asked, CancellationToken cancellation) =>
        new(await answer.Content.ReadAsStreamAsync(cancellation), asked, _options, _time);

    /// <summary>Reads a whole small body.</summary>
    /// <exception cref="FeedException">It is larger than <paramref name="most"/> octets, or could not be read.</exception>
    public async Task<byte[]> ReadWholeAsync(HttpResponseMessage answer, Uri asked, int most, CancellationToken cancellation)
    {
        FeedException TooLarge() => new(FeedFault.Malformed, $"{asked} is larger than {most} octets: is the URL the feed's folder?");
        if (answer.Content.Headers.ContentLength > most)
            throw TooLarge();
        using MemoryStream whole = new();
        byte[] buffer = new byte[1 << 16];
        await using FeedBody body = await OpenAsync(answer, asked, cancellation);
        while (await body.ReadAsync(buffer, cancellation) is int got and > 0)
        {
            if (whole.Length + got > most)
                throw TooLarge();
            whole.Write(buffer, 0, got);
        }

        return whole.ToArray();
    }

    public void Dispose() => _client.Dispose();

    private static SocketsHttpHandler NewHandler(FollowOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        // Names may move to other addresses.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = DecompressionMethods.None,
    };

    private static Uri RootOf(FollowOptions options)
    {
        Uri url = options.Url;
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            throw new FeedException(FeedFault.Malformed, $"the feed's URL {url} does not begin with http:// or https://");
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            throw new FeedException(FeedFault.Malformed, $"the feed's URL at {url.Authority} may have no user, ? or #: it names a folder; a key goes into Feeds:Key");
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private async Task<HttpResponseMessage> SendAsync(Uri target, Action<HttpRequestHeaders>? prepare, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, target);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        bool isOwn = target.Scheme == _root.Scheme && target.Host == _root.Host && target.Port == _root.Port;
        if (_options.Key is not null && isOwn)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Key);
        prepare?.Invoke(request.Headers);
        using CancellationTokenSource late = new(_options.AnswerTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException e)
        {
            string why = e.InnerException is null || e.Message.Contains(e.InnerException.Message, StringComparison.Ordinal) ? e.Message : $"{e.Message} {e.InnerException.Message}";
            throw new FeedException(FeedFault.Unreachable, $"{target} cannot be reached ({why.ReplaceLineEndings(" ")}): check the URL and the network", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new FeedException(FeedFault.Unreachable, $"{target} does not answer within {_options.AnswerTimeout.TotalSeconds:0.#} s: check the server and the network", e);
        }
    }
}
