using EirDiameter.Equipment;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Feed.Tests;

public sealed class FollowingTests : IAsyncLifetime
{
    private readonly TestFeed _feed = TestFeed.With(new PublishOptions { SegmentRecords = 500, MaxDeltaShare = 0.5 });
    private FeedServer _server = null!;
    private FeedClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FeedServer.StartAsync(_feed.Root);
        _client = NewClient();
        for (ulong i = 0; i < 3000; i++)
            _feed.Put(TestFeed.Listing(i * 7919, $"reason {i % 9}"));
        await _feed.PublishAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _feed.Dispose();
    }

    [Fact]
    public async Task A_feed_is_followed_over_HTTP()
    {
        FollowerModel follower = new();
        AcceptedManifest? last = null;
        for (ulong round = 0; round < 8; round++)
        {
            FetchedManifest fetched = (await _client.FetchManifestAsync(last, default))!;
            FollowPlan plan = FollowPlan.For(fetched.Manifest, follower.Sequence, follower.IsEmpty);
            List<FetchProgress> told = [];
            await _client.FetchAsync([.. plan.Segments], new Direct<FetchProgress>(told), default);
            Assert.Equal(new(plan.Bytes, plan.Bytes, plan.Segments.Count(), plan.Segments.Count()), told[^1]);
            Assert.Equal(told.OrderBy(t => t.Bytes), told);
            Assert.Equal(round == 0 ? FollowStep.Snapshot : FollowStep.Deltas, follower.Follow(fetched.Manifest, _client.PathOf).Step);
            _client.Keep(plan.Segments);
            last = fetched.Accepted;
            Assert.Null(await _client.FetchManifestAsync(last, default));
            for (ulong i = 0; i < 300; i++)
                _feed.Put(TestFeed.Listing((round * 1000) + i, "changed"));
            await _feed.PublishAsync();
        }

        Assert.DoesNotContain(_server.Seen, s => s.Authorization.Length > 0);
    }

    [Fact]
    public async Task Without_entity_tags_the_manifest_comes_again()
    {
        _server.HasETags = false;
        FetchedManifest first = (await _client.FetchManifestAsync(null, default))!;
        Assert.Null(first.Accepted.ETag);
        FetchedManifest second = (await _client.FetchManifestAsync(first.Accepted, default))!;
        Assert.Equal(first.Accepted, second.Accepted);
        Assert.Equal(FollowStep.UpToDate, FollowPlan.For(second.Manifest, first.Manifest.Sequence, empty: false).Step);
    }

    [Fact]
    public async Task The_same_for_ever_is_noticed_when_the_manifest_expires()
    {
        AcceptedManifest last = (await _client.FetchManifestAsync(null, default))!.Accepted;
        _feed.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Null(await _client.FetchManifestAsync(last, default));
        _feed.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertFaultAsync(FeedFault.Expired, () => _client.FetchManifestAsync(last, default), "expired at 2026-11-26T04:00:00Z");
        await AssertFaultAsync(FeedFault.Expired, () => _client.FetchManifestAsync(null, default), "expired at 2026-11-26T04:00:00Z");
        await _feed.PublishAsync();
        Assert.NotNull(await _client.FetchManifestAsync(last, default));
    }

    [Theory]
    [InlineData(-60, null)]
    [InlineData(60, null)]
    [InlineData(-120, null)]
    [InlineData(-121, FeedFault.FromTheFuture)]
    [InlineData((24 * 60) - 1, null)]
    [InlineData(24 * 60, FeedFault.Expired)]
    public async Task A_clock_may_be_wrong_by_so_many_minutes(int minutes, FeedFault? fault)
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new(_feed.Time.GetUtcNow().AddMinutes(minutes));
        using FeedClient client = new(Options(), null, _feed.Spool, clock);
        if (fault is null)
            Assert.NotNull(await client.FetchManifestAsync(null, default));
        else
            await AssertFaultAsync(fault.Value, () => client.FetchManifestAsync(null, default), "here it is");
    }

    [Fact]
    public async Task What_is_older_or_says_something_else_is_refused()
    {
        _feed.Produced.Add(new(new Tac(1), true, 0, 1));
        _feed.ProducedSequence = 7;
        await _feed.PublishAsync();
        FetchedManifest good = (await _client.FetchManifestAsync(null, default))!;
        AcceptedManifest last = good.Accepted with { ETag = null };
        FeedManifest manifest = good.Manifest;
        ulong[] other = [.. manifest.Digests];
        other[17]++;
        ulong[] swapped = [.. manifest.Digests];
        (swapped[0], swapped[1]) = (swapped[1], swapped[0]);

        await ServedAsync(manifest, null);
        await ServedAsync(manifest with { Created = manifest.Created.AddSeconds(1) }, null);
        await ServedAsync(manifest with { Created = manifest.Created.AddSeconds(-1) }, "made at");
        await ServedAsync(manifest with { Digests = other }, "something else at sequence 3000");
        await ServedAsync(manifest with { Digests = swapped }, "something else at sequence 3000");
        await ServedAsync(At(manifest, 2999), "below 3000");
        await ServedAsync(At(manifest, 0), "below 3000");
        await ServedAsync(At(manifest, 3001) with { Digests = other, Created = manifest.Created.AddSeconds(-1) }, null);
        await ServedAsync(manifest with { Produced = manifest.Produced! with { Sequence = 6 } }, "below 7");
        await ServedAsync(manifest with { Produced = manifest.Produced! with { Sequence = 8 } }, null);
        await ServedAsync(manifest with { Produced = null }, null);
        Write(manifest with { Feed = "national" });
        await AssertFaultAsync(FeedFault.WrongFeed, () => _client.FetchManifestAsync(null, default), "'national'");
        Write(manifest);
        await AssertFaultAsync(FeedFault.WrongFeed, () => _client.FetchManifestAsync(last with { Feed = "national" }, default), "'national'");

        async Task ServedAsync(FeedManifest served, string? why)
        {
            Write(served);
            if (why is null)
                Assert.NotNull(await _client.FetchManifestAsync(last, default));
            else
                await AssertFaultAsync(FeedFault.Replayed, () => _client.FetchManifestAsync(last, default), why);
        }
    }

    [Fact]
    public async Task A_bad_signature_is_looked_at_three_times()
    {
        byte[] signature = await File.ReadAllBytesAsync(_feed.ManifestPath + ".sig");
        await File.WriteAllTextAsync(_feed.ManifestPath, await File.ReadAllTextAsync(_feed.ManifestPath) + " ");
        await AssertFaultAsync(FeedFault.BadSignature, () => _client.FetchManifestAsync(null, default), "not signed by the feed's key");
        Assert.Equal(6, _server.Seen.Count);
        await File.WriteAllBytesAsync(_feed.ManifestPath + ".sig", []);
        await AssertFaultAsync(FeedFault.BadSignature, () => _client.FetchManifestAsync(null, default), "not signed");
        await File.WriteAllBytesAsync(_feed.ManifestPath + ".sig", [.. signature, .. new byte[1024]]);
        await AssertFaultAsync(FeedFault.Malformed, () => _client.FetchManifestAsync(null, default), "larger than 1024");
        File.Delete(_feed.ManifestPath + ".sig");
        await AssertFaultAsync(FeedFault.Unreachable, () => _client.FetchManifestAsync(null, default), "404");
    }

    [Fact]
    public async Task A_publisher_between_signature_and_manifest_is_waited_for()
    {
        byte[] before = await File.ReadAllBytesAsync(_feed.ManifestPath);
        _feed.Put(TestFeed.Listing(1));
        await _feed.PublishAsync();
        int asked = 0;
        _server.Change = (path, octets) => path.EndsWith("manifest.json", StringComparison.Ordinal) && Interlocked.Increment(ref asked) < 3 ? before : octets;
        Assert.Equal(3001, (await _client.FetchManifestAsync(null, default))!.Manifest.Sequence);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_manifest_without_end_is_not_read(bool saysLength)
    {
        _server.Instead = async context =>
        {
            if (saysLength)
                context.Response.ContentLength = FeedManifest.MaxBytes + 1;
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < 70 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(block);
            return true;
        };
        await AssertFaultAsync(FeedFault.Malformed, () => _client.FetchManifestAsync(null, default), "larger than");
    }

    [Fact]
    public async Task Signed_nonsense_is_refused()
    {
        byte[] nonsense = "{}"u8.ToArray();
        await File.WriteAllBytesAsync(_feed.ManifestPath, nonsense);
        await File.WriteAllTextAsync(_feed.ManifestPath + ".sig", _feed.Signer.Sign(nonsense));
        await AssertFaultAsync(FeedFault.Malformed, () => _client.FetchManifestAsync(null, default), "format is missing");
    }

    [Theory]
    [InlineData(401, null, "set Feeds:Key")]
    [InlineData(403, null, "set Feeds:Key")]
    [InlineData(403, "a-key", "check Feeds:Key")]
    [InlineData(404, null, "is the URL the feed's folder?")]
    [InlineData(429, null, "too often")]
    [InlineData(500, null, "asked again later")]
    [InlineData(503, null, "asked again later")]
    [InlineData(204, null, "check the URL")]
    [InlineData(304, null, "check the URL")]
    public async Task Each_status_is_explained(int status, string? key, string why)
    {
        _server.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        using FeedClient client = new(Options() with { Key = key }, null, _feed.Spool, _feed.Time);
        await AssertFaultAsync(FeedFault.Unreachable, () => client.FetchManifestAsync(null, default), why);
        await AssertFaultAsync(FeedFault.Unreachable, () => client.FetchAsync([_feed.Read().Snapshot.Segments[0]], null, default), why);
        Assert.Empty(Directory.GetFiles(_feed.Spool));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await _server.DisposeAsync();
        await AssertFaultAsync(FeedFault.Unreachable, () => _client.FetchManifestAsync(null, default), "cannot be reached");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        TaskCompletionSource asked = new();
        _server.Instead = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        Task fetch = _client.FetchManifestAsync(null, default);
        await asked.Task;
        _feed.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(fetch.IsCompleted);
        _feed.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertFaultAsync(FeedFault.Unreachable, () => fetch, "does not answer within 30 s");
    }

    [Fact]
    public async Task Giving_up_is_no_fault()
    {
        _server.Instead = async context =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        using CancellationTokenSource stop = new();
        Task manifest = _client.FetchManifestAsync(null, stop.Token);
        Task segments = _client.FetchAsync([.. _feed.Read().Segments], null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => manifest);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => segments);
    }

    [Fact]
    public async Task The_key_goes_to_the_configured_host_alone()
    {
        using TestFeed elsewhere = new();
        await using FeedServer other = await FeedServer.StartAsync(_feed.Root);
        _server.Instead = context =>
        {
            bool isSegment = context.Request.Path.Value!.Contains("/segments/", StringComparison.Ordinal);
            if (isSegment)
                context.Response.Redirect(new Uri(other.Url, "segments/" + Path.GetFileName(context.Request.Path.Value)).ToString());
            return Task.FromResult(isSegment);
        };
        using FeedClient client = new(Options() with { Key = "a-secret-of-16-or-more" }, null, _feed.Spool, _feed.Time);
        FeedManifest manifest = (await client.FetchManifestAsync(null, default))!.Manifest;
        await client.FetchAsync([.. manifest.Segments], null, default);
        Assert.All(_server.Seen, s => Assert.Equal("Bearer a-secret-of-16-or-more", s.Authorization));
        Assert.Equal(manifest.Segments.Count(), other.Seen.Count);
        Assert.All(other.Seen, s => Assert.Equal("", s.Authorization));
    }

    [Fact]
    public async Task Redirects_are_few()
    {
        int hops = 5;
        _server.Instead = context =>
        {
            bool again = hops-- > 0;
            if (again)
                context.Response.Redirect(context.Request.Path);
            return Task.FromResult(again);
        };
        Assert.NotNull(await _client.FetchManifestAsync(null, default));
        hops = 6;
        await AssertFaultAsync(FeedFault.Unreachable, () => _client.FetchManifestAsync(null, default), "more than 5 times");
        _server.Instead = context =>
        {
            context.Response.StatusCode = 302;
            return Task.FromResult(true);
        };
        await AssertFaultAsync(FeedFault.Unreachable, () => _client.FetchManifestAsync(null, default), "to nowhere");
    }

    [Theory]
    [InlineData("https://a.example/feed", "http://a.example/feed/manifest.json", true)]
    [InlineData("https://a.example/feed", "ftp://a.example/feed/manifest.json", true)]
    [InlineData("http://a.example/feed", "file:///etc/passwd", true)]
    [InlineData("http://a.example/feed", "https://a.example/feed/manifest.json", false)]
    [InlineData("https://a.example/feed", "https://b.example/feed/manifest.json", false)]
    public async Task Redirects_lead_to_nothing_less_safe(string url, string location, bool isRefused)
    {
        using Redirecting handler = new(location);
        using FeedClient client = new(Options() with { Url = new Uri(url) }, handler, _feed.Spool, _feed.Time);
        await AssertFaultAsync(FeedFault.Unreachable, () => client.FetchManifestAsync(null, default), isRefused ? "less safe" : "404");
        Assert.Equal(isRefused ? [$"{url}/manifest.json"] : [$"{url}/manifest.json", location], handler.Asked);
    }

    // Each piece comes in time, and all of it would take for ever.
    [Theory]
    [InlineData(1, 29, true)]
    [InlineData(29 * 1023, 29, true)]
    [InlineData(29 * 1024, 29, false)]
    [InlineData(1 << 16, 0, false)]
    public async Task A_body_that_drips_is_given_up_after_a_minute(int octets, int seconds, bool isSlow)
    {
        using Dripping handler = new(_feed.Time, octets, TimeSpan.FromSeconds(seconds));
        using FeedClient client = new(Options() with { Url = new Uri("http://a.example/feed") }, handler, _feed.Spool, _feed.Time);
        await AssertFaultAsync(isSlow ? FeedFault.Unreachable : FeedFault.Malformed, () => client.FetchManifestAsync(null, default), isSlow ? "is too slow" : "larger than");
    }

    [Theory]
    [InlineData("ftp://a.example/")]
    [InlineData("feeds/global")]
    [InlineData("http://a.example/?x")]
    [InlineData("http://a.example/#x")]
    [InlineData("http://user:word@a.example/")]
    public void An_unsound_URL_is_refused(string url)
    {
        FeedException refused = Assert.Throws<FeedException>(() => new FeedClient(Options() with { Url = new Uri(url, UriKind.RelativeOrAbsolute) }, null, _feed.Spool, _feed.Time));
        Assert.Equal(FeedFault.Malformed, refused.Fault);
        Assert.DoesNotContain("word", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unsound_options_are_refused()
    {
        foreach (FollowOptions options in (FollowOptions[])[
            Options() with { Feed = "A" }, Options() with { Key = "a\nb" }, Options() with { Parallel = 0 }, Options() with { StallTimeout = TimeSpan.Zero },
            Options() with { AnswerTimeout = TimeSpan.FromDays(2) }, Options() with { ConnectTimeout = TimeSpan.Zero }, Options() with { SignatureRetryDelay = TimeSpan.FromSeconds(-1) }, Options() with { LeastRate = -1 }])
            Assert.Equal(FeedFault.Malformed, Assert.Throws<FeedException>(() => new FeedClient(options, null, _feed.Spool, _feed.Time)).Fault);
    }

    private static FeedManifest At(FeedManifest manifest, long sequence) =>
        manifest with { Sequence = sequence, Snapshot = manifest.Snapshot with { Sequence = sequence }, Deltas = [] };

    private static async Task AssertFaultAsync(FeedFault fault, Func<Task> fetch, string why)
    {
        FeedException refused = await Assert.ThrowsAsync<FeedException>(fetch);
        Assert.Equal((fault, refused.Message), (refused.Fault, refused.Message));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private FollowOptions Options() => new() { Feed = "global", Url = _server.Url, PublicKey = _feed.PublicKey, SignatureRetryDelay = TimeSpan.Zero };

    private FeedClient NewClient() => new(Options(), null, _feed.Spool, _feed.Time);

    private void Write(FeedManifest manifest)
    {
        byte[] octets = manifest.ToBytes();
        File.WriteAllBytes(_feed.ManifestPath, octets);
        File.WriteAllText(_feed.ManifestPath + ".sig", _feed.Signer.Sign(octets));
    }

    /// <summary>Gives out a body without end, so much at a time.</summary>
    private sealed class Dripping(FakeTimeProvider time, int octets, TimeSpan each) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new Body(time, octets, each)) });

        private sealed class Body(FakeTimeProvider time, int octets, TimeSpan each) : MemoryStream
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                time.Advance(each);
                return new(Math.Min(octets, buffer.Length));
            }
        }
    }

    private sealed class Redirecting(string location) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            HttpResponseMessage answer = new(Asked.Count == 1 ? System.Net.HttpStatusCode.Redirect : System.Net.HttpStatusCode.NotFound);
            if (Asked.Count == 1)
                answer.Headers.Location = new Uri(location);
            return Task.FromResult(answer);
        }
    }
}
