using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Asks a manufacturer over HTTPS whether it produced some equipment. The question is signed with the key of the feeds, over the very octets of the body, which names
/// whom it is for and when it was asked, so that the manufacturer knows who asks and that it is neither old nor meant for another.
/// <code>
/// POST URL
/// X-Signature: base64 of ES256 over the body, verified with the feeds' public key
///
/// {"id":"…","to":"URL","time":"2026-11-25T12:00:00Z","equipment":["35209900000001"]}
///
/// 200 {"answers":[{"equipment":"35209900000001","produced":true}]}
/// </code>
/// </summary>
internal sealed class MakerClient : IDisposable
{
    /// <summary>Header of the signature.</summary>
    public const string SignatureHeader = "X-Signature";

    private const int MaxAnswer = 1 << 20;
    private const int MaxConnections = 4;

    private readonly HttpClient _http;
    private readonly Func<FeedKeys> _keys;
    private readonly TimeProvider _time;

    public MakerClient(AllowedAddresses allowed, Func<FeedKeys> keys, TimeProvider time)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = allowed.ConnectAsync,
            MaxConnectionsPerServer = MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = MaxAnswer, Timeout = Timeout.InfiniteTimeSpan };
        _keys = keys;
        _time = time;
    }

    /// <summary>Asks once.</summary>
    /// <returns>What was answered; equipment of which nothing was said is not in it.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, or the answer is not one.</exception>
    public async Task<Dictionary<EquipmentKey, bool>> AskAsync(MakerEndpoint maker, IReadOnlyList<EquipmentKey> equipment, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new Question(Guid.NewGuid().ToString("N"), maker.Url.AbsoluteUri, _time.GetUtcNow(), [.. equipment.Select(k => k.ToString())]), RegistryJson.Options);
        using HttpRequestMessage request = new(HttpMethod.Post, maker.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add(SignatureHeader, _keys().Signer.Sign(body));
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new HttpRequestException($"it answered {(int)response.StatusCode}");
        byte[] answered = await response.Content.ReadAsByteArrayAsync(cancellation);
        return Read(answered, [.. equipment]);
    }

    public void Dispose() => _http.Dispose();

    private static Dictionary<EquipmentKey, bool> Read(byte[] json, HashSet<EquipmentKey> asked)
    {
        Answered? answered;
        try
        {
            answered = JsonSerializer.Deserialize<Answered>(json, RegistryJson.Options);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException("its answer is not as it should be: {\"answers\":[{\"equipment\":\"14 digits\",\"produced\":true}]}", e);
        }

        Dictionary<EquipmentKey, bool> said = [];
        foreach (AnsweredLine? line in answered?.Answers ?? [])
        {
            // What was not asked is of no use, and an answer with two meanings is none.
            if (line is { Produced: bool produced } && EquipmentKey.TryParse(line.Equipment, out EquipmentKey key) && asked.Contains(key) && !said.TryAdd(key, produced) && said[key] != produced)
                throw new HttpRequestException($"its answer says of {key} both that it was produced and that it was not");
        }

        return said;
    }

    private sealed record Question(string Id, string To, DateTimeOffset Time, IReadOnlyList<string> Equipment);

    private sealed record Answered(IReadOnlyList<AnsweredLine?>? Answers);

    private sealed record AnsweredLine(string? Equipment, bool? Produced);
}
