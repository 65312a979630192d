using System.Security.Cryptography;
using System.Threading.Channels;

namespace EirDiameter.Node.N17.Access;

/// <summary>
/// Keeps the keys of <c>N17:OAuth2:JwksUrl</c> current: fetched at start, every ten minutes, and soon when a token names a key that is not known. If they
/// cannot be fetched, those before stay.
/// </summary>
internal sealed class JwksFollower : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private const int LongestSet = 1024 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly AccessTokens _tokens;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _following;
    private string _last = "";

    public JwksFollower(Uri url, AccessTokens tokens, TimeProvider time, ILogger logger, HttpMessageHandler? handler = null)
    {
        _url = url;
        _tokens = tokens;
        _time = time;
        _logger = logger;
        _client = new HttpClient(handler ?? new SocketsHttpHandler()) { Timeout = Limit, MaxResponseContentBufferSize = LongestSet };
        tokens.UnknownKey += Want;
        _following = FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _tokens.UnknownKey -= Want;
        await _stop.CancelAsync();
        await _following;
        _client.Dispose();
        _stop.Dispose();
    }

    private void Want() => _wanted.Writer.TryWrite(true);

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                bool fetched = await TryFetchAsync();

                // Whoever sends tokens with made-up key ids makes this node ask no oftener than that.
                await Task.Delay(RetryInterval, _time, _stop.Token);
                if (fetched) await Task.WhenAny(_wanted.Reader.WaitToReadAsync(_stop.Token).AsTask(), Task.Delay(Interval - RetryInterval, _time, _stop.Token)).Unwrap();
                _ = _wanted.Reader.TryRead(out _);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<bool> TryFetchAsync()
    {
        try
        {
            string text = await _client.GetStringAsync(_url, _stop.Token);
            if (text != _last) _tokens.Replace(TokenKeys.FromJwks(text));
            _last = text;
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or ArgumentException or CryptographicException || (e is TaskCanceledException && !_stop.IsCancellationRequested))
        {
            NodeLog.JwksNotFetched(_logger, _url.ToString(), e.Message);
            return false;
        }
    }
}
