using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using EirDiameter.Eirctl.Client;

namespace EirDiameter.Eirctl;

/// <summary>The node's admin API over HTTP. Every failure is a <see cref="RefusedException"/> with the line to show.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>A node that does not accept a connection within this is not there.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A single question or edit is answered in milliseconds; this is for a node that hangs. Files have no limit.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _url;

    /// <param name="url">The admin URL; a path in it is kept, so that a node behind a proxy can be reached.</param>
    /// <param name="key">Sent as <c>Authorization: Bearer</c>; null for none.</param>
    public AdminClient(Uri url, string? key)
    {
        _url = new Uri(url.AbsoluteUri.TrimEnd('/') + "/");
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            // A file goes out only once the node has said that it wants it, so a refusal is read instead of a broken pipe.
            Expect100ContinueTimeout = ConnectTimeout,
            UseProxy = !url.IsLoopback,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>GET, whatever the status of the answer is.</summary>
    public Task<Answer> AskAsync(string path, CancellationToken cancel) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancel);

    /// <summary>GET; anything but success is a refusal.</summary>
    public async Task<Answer> GetAsync(string path, CancellationToken cancel) => Accepted(await AskAsync(path, cancel));

    public Task<Answer> PostAsync(string path, string json, CancellationToken cancel) => SendAsync(HttpMethod.Post, path, json, cancel);

    public Task<Answer> PutAsync(string path, string json, CancellationToken cancel) => SendAsync(HttpMethod.Put, path, json, cancel);

    /// <summary>POST of what the node may work on for as long as it takes; <paramref name="json"/> is null for no body.</summary>
    public async Task<Answer> PostLongAsync(string path, string? json, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(path));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        Answer? whole = null;
        await StreamAsync(request, async response => whole = await WholeAsync(response, cancel), cancel);
        return whole!;
    }

    public async Task<Answer> DeleteAsync(string path, CancellationToken cancel) =>
        Accepted(await SendAsync(new HttpRequestMessage(HttpMethod.Delete, Address(path)), cancel));

    /// <summary>GET of a body of any size, with no limit of time: <paramref name="read"/> gets it as it arrives.</summary>
    public Task ReadAsync(string path, Func<Stream, Task> read, CancellationToken cancel) =>
        StreamAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), response => ReadBodyAsync(response, read, cancel), cancel);

    /// <summary>POST of a file of any size whose answer is read line by line, with no limit of time.</summary>
    public Task UploadAsync(string path, HttpContent file, Func<Stream, Task> read, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = file };
        request.Headers.ExpectContinue = true;
        return StreamAsync(request, response => ReadBodyAsync(response, read, cancel), cancel);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A path and query from parts that may hold anything: `v1/check/{0}` with values that are escaped.</summary>
    public static string Path(FormattableString path, params IReadOnlyList<(string Name, string? Value)> query)
    {
        object?[] parts = [.. path.GetArguments().Select(part => Uri.EscapeDataString(part?.ToString() ?? ""))];
        string address = string.Format(path.Format, parts);
        string parameters = string.Join('&', query.Where(item => item.Value is not null).Select(item => $"{item.Name}={Uri.EscapeDataString(item.Value!)}"));
        return parameters.Length == 0 ? address : $"{address}?{parameters}";
    }

    private Uri Address(string path) => new(_url, path);

    private static Answer Accepted(Answer answer) => answer.IsSuccess ? answer : throw Problems.Of(answer);

    private async Task<Answer> SendAsync(HttpMethod method, string path, string json, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(method, Address(path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return Accepted(await SendAsync(request, cancel));
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token);
            return await WholeAsync(response, limit.Token);
        }
        catch (OperationCanceledException error) when (!cancel.IsCancellationRequested && !IsConnectTimeout(error))
        {
            throw new RefusedException($"the node at {Shown} did not answer within {AnswerTimeout.TotalSeconds:0} s: look into its log", inner: error);
        }
        catch (Exception error) when (IsTransport(error, cancel))
        {
            throw Unreachable(error);
        }
        finally
        {
            request.Dispose();
        }
    }

    private async Task StreamAsync(HttpRequestMessage request, Func<HttpResponseMessage, Task> read, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!response.IsSuccessStatusCode) throw Problems.Of(await WholeAsync(response, cancel));
            await read(response);
        }
        catch (Exception error) when (IsTransport(error, cancel))
        {
            throw Unreachable(error);
        }
        finally
        {
            request.Dispose();
        }
    }

    private static async Task ReadBodyAsync(HttpResponseMessage response, Func<Stream, Task> read, CancellationToken cancel)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancel);
        await read(body);
    }

    private static async Task<Answer> WholeAsync(HttpResponseMessage response, CancellationToken cancel) =>
        new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancel));

    private static bool IsTransport(Exception error, CancellationToken cancel) =>
        error is HttpRequestException or IOException || (error is OperationCanceledException && !cancel.IsCancellationRequested);

    private static bool IsConnectTimeout(OperationCanceledException error) => error.InnerException is TimeoutException;

    private string Shown => _url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private RefusedException Unreachable(Exception error)
    {
        string line = error switch
        {
            OperationCanceledException => $"no node at {Shown}: no connection within {ConnectTimeout.TotalSeconds:0} s. Check --url or EIRCTL_URL, and the network",
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
                $"no node at {Shown}: connection refused. Start the node, or name its Admin:Url with --url or EIRCTL_URL",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                $"no node at {Shown}: this host name is not known. Check --url or EIRCTL_URL",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                $"no trusted connection to {Shown}: {Innermost(error)}",
            IOException or HttpRequestException { InnerException: IOException } =>
                $"the node at {Shown} broke off its answer: look into its log, and ask for `eirctl feeds` before trying again",
            _ => $"no answer from the node at {Shown}: {Innermost(error)}",
        };
        return new RefusedException(line, inner: error);
    }

    private static string Innermost(Exception error) => Output.Words.OneLine(error.GetBaseException().Message);
}
