using System.Net;
using System.Net.Http.Headers;
using EirDiameter.Feed;

namespace EirDiameter.Registry.Tests;

public sealed class FeedFileTests
{
    [Fact]
    public async Task The_global_feed_is_open_and_a_countrys_is_for_the_country()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        (HttpClient pk, _) = await registry.JoinAsync("pta", Role.Administration, "pk");
        (HttpClient jazz, _) = await registry.JoinAsync("jazz", Role.Operator, "pk");
        (HttpClient india, _) = await registry.JoinAsync("dot", Role.Administration, "in");
        (HttpClient auditor, _) = await registry.JoinAsync("watch", Role.Auditor);
        (HttpClient maker, _) = await registry.JoinAsync("maker", Role.Manufacturer, null, "Maker");
        HttpClient nobody = registry.Client(null);
        await registry.Registrar.PostAsync("/v1/publish", null).DoneAsync();

        foreach (string file in (string[])["manifest.json", "manifest.json.sig", "public-key.pem"])
            Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync($"/feeds/global/{file}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/feeds/pk/public-key.pem")).StatusCode);
        foreach (HttpClient client in (HttpClient[])[pk, jazz, auditor, registry.Registrar])
            Assert.Equal("pk", FeedManifest.Parse(await client.GetByteArrayAsync("/feeds/pk/manifest.json")).Feed);
        await nobody.GetAsync("/feeds/pk/manifest.json").RefusedAsync(401);
        await nobody.GetAsync($"/feeds/pk/segments/{new string('a', 64)}.csv.gz").RefusedAsync(401);
        await india.GetAsync("/feeds/pk/manifest.json").RefusedAsync(403);
        await india.GetAsync($"/feeds/pk/segments/{new string('a', 64)}.csv.gz").RefusedAsync(403);
        await maker.GetAsync("/feeds/pk/manifest.json.sig").RefusedAsync(403);
        await pk.PostAsync("/v1/publish", null).RefusedAsync(403);
        await pk.GetAsync("/v1/publishing").RefusedAsync(403);
    }

    [Fact]
    public async Task Files_come_with_tags_in_parts_and_only_those_of_the_feed()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        HttpClient nobody = registry.Client(null);
        await nobody.GetAsync("/feeds/global/manifest.json").RefusedAsync(404);
        await registry.Registrar.PostAsync("/v1/publish", null).DoneAsync();

        HttpResponseMessage manifest = await nobody.GetAsync("/feeds/global/manifest.json");
        Assert.Equal("no-cache", manifest.Headers.CacheControl?.ToString());
        Assert.NotNull(manifest.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(nobody, "/feeds/global/manifest.json", r => r.Headers.IfNoneMatch.Add(manifest.Headers.ETag!))).StatusCode);

        Segment segment = FeedManifest.Parse(await manifest.Content.ReadAsByteArrayAsync()).Snapshot.Segments[0];
        string path = $"/feeds/global/segments/{segment.FileName}";
        HttpResponseMessage whole = await nobody.GetAsync(path);
        byte[] octets = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal(segment.Bytes, octets.Length);
        Assert.Equal($"\"{segment.Sha256}\"", whole.Headers.ETag?.ToString());
        Assert.Contains("immutable", whole.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Empty(whole.Content.Headers.ContentEncoding);
        HttpResponseMessage part = await GetAsync(nobody, path, r =>
        {
            r.Headers.Range = new RangeHeaderValue(5, null);
            r.Headers.IfRange = new RangeConditionHeaderValue(whole.Headers.ETag!);
        });
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(octets[5..], await part.Content.ReadAsByteArrayAsync());
        HttpResponseMessage other = await GetAsync(nobody, path, r =>
        {
            r.Headers.Range = new RangeHeaderValue(5, null);
            r.Headers.IfRange = new RangeConditionHeaderValue("\"another\"");
        });
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(octets, await other.Content.ReadAsByteArrayAsync());
        using HttpRequestMessage head = new(HttpMethod.Head, path);
        Assert.Equal(segment.Bytes, (await nobody.SendAsync(head)).Content.Headers.ContentLength);

        foreach (string bad in (string[])["..%2Fmanifest.json", "%2e%2e%2f%2e%2e%2ffeed.key.pem", "lock", $"{new string('a', 64)}.csv.gz", $"{new string('A', 64)}.csv.gz", segment.Sha256])
            await nobody.GetAsync($"/feeds/global/segments/{bad}").RefusedAsync(404);
        await registry.Registrar.GetAsync("/feeds/..%2f/manifest.json").RefusedAsync(404);
        await registry.Registrar.GetAsync("/feeds/PK/manifest.json").RefusedAsync(404);
    }

    [Fact]
    public void Keys_are_made_once_and_for_their_owner_alone()
    {
        string folder = Directory.CreateTempSubdirectory("eir-keys-").FullName;
        PublishingOptions options = new() { Key = Path.Combine(folder, "keys", "feed.key.pem") };
        using (FeedKeys made = FeedKeys.Open(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        using (FeedKeys again = FeedKeys.Open(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(options.Key));
            Assert.Equal(made.PublicPem, again.PublicPem);
            using FeedVerifier verifier = FeedVerifier.FromPem(Path.Combine(folder, "keys", "feed.pub.pem"));
        }

        File.WriteAllText(options.Key, "no key");
        Assert.Contains("Registry:Publish:Key", Assert.Throws<RegistryException>(() => FeedKeys.Open(options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, Action<HttpRequestMessage> prepare)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        prepare(request);
        return await client.SendAsync(request);
    }
}
