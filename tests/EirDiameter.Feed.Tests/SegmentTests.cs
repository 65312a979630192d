using Microsoft.AspNetCore.Http;

namespace EirDiameter.Feed.Tests;

public sealed class SegmentTests : IAsyncLifetime
{
    private readonly TestFeed _feed = TestFeed.With(new PublishOptions { SegmentRecords = 2000 });
    private FeedServer _server = null!;
    private FeedClient _client = null!;
    private Segment _segment = null!;

    private string Part => _client.PathOf(_segment) + ".part";

    public async Task InitializeAsync()
    {
        _server = await FeedServer.StartAsync(_feed.Root);
        _client = NewClient();
        for (ulong i = 0; i < 8000; i++)
            _feed.Put(TestFeed.Listing(i * 7919, $"reason {i % 9}"));
        await _feed.PublishAsync();
        _segment = _feed.Read().Snapshot.Segments.MaxBy(s => s.Bytes)!;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _feed.Dispose();
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_unless_it_is_damaged()
    {
        await FetchAsync();
        await FetchAsync();
        Assert.Single(_server.Seen);
        byte[] octets = await File.ReadAllBytesAsync(_client.PathOf(_segment));
        octets[100] ^= 1;
        await File.WriteAllBytesAsync(_client.PathOf(_segment), octets);
        await FetchAsync();
        Assert.Equal(2, _server.Seen.Count);
        await File.WriteAllBytesAsync(_client.PathOf(_segment), octets[..^1]);
        await FetchAsync();
        Assert.Equal(3, _server.Seen.Count);
        AssertFetched();
    }

    [Fact]
    public async Task The_same_segment_twice_is_fetched_once()
    {
        await _client.FetchAsync([_segment, _segment with { FirstBucket = null }], null, default);
        Assert.Single(_server.Seen);
        await _client.FetchAsync([], null, default);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_was()
    {
        _server.Instead = Once(context => _server.SendPartAsync(context, 1000, Arrived));
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["", "bytes=1000-"], _server.Seen.Select(s => s.Range));
        Assert.Equal("", _server.Seen.First().IfRange);
        Assert.StartsWith("\"", _server.Seen.Last().IfRange, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_twice_goes_on_the_next_time_and_after_a_restart()
    {
        _server.Instead = async context =>
        {
            await _server.SendPartAsync(context, 1000, Arrived);
            return true;
        };
        await AssertFaultAsync(FeedFault.Unreachable, "later");
        Assert.Equal(2000, new FileInfo(Part).Length);
        Assert.False(File.Exists(_client.PathOf(_segment)));
        _client.Keep([_segment]);
        _server.Instead = null;
        using FeedClient again = NewClient();
        await again.FetchAsync([_segment], null, default);
        AssertFetched();
        Assert.Equal(["", "bytes=1000-", "bytes=2000-"], _server.Seen.Select(s => s.Range));
        Assert.NotEqual("", _server.Seen.Last().IfRange);
    }

    [Fact]
    public async Task A_server_that_stalls_is_given_up_and_gone_on_with()
    {
        int asked = 0;
        _server.Instead = async context =>
        {
            if (Interlocked.Increment(ref asked) > 2)
                return false;
            await _server.SendPartAsync(context, 1000, arrived: null);
            return true;
        };
        Task fetch = FetchAsync();
        while (!fetch.IsCompleted)
        {
            // The clock goes on only for who waits for it.
            await Task.WhenAny(fetch, Task.Delay(20));
            _feed.Time.Advance(TimeSpan.FromSeconds(10));
        }

        FeedException stalled = await Assert.ThrowsAsync<FeedException>(() => fetch);
        Assert.Equal(FeedFault.Unreachable, stalled.Fault);
        Assert.Contains("stalled: nothing came for 30 s", stalled.Message, StringComparison.Ordinal);
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["", "bytes=1000-", "bytes=2000-"], _server.Seen.Select(s => s.Range));
    }

    [Fact]
    public async Task A_server_without_ranges_is_understood()
    {
        _server.HasRanges = false;
        _server.Instead = Once(context => _server.SendPartAsync(context, 1000, Arrived));
        await FetchAsync();
        AssertFetched();
        Assert.Equal(2, _server.Seen.Count);
    }

    [Fact]
    public async Task A_server_without_entity_tags_is_understood()
    {
        _server.HasETags = false;
        await WritePartAsync(octets => octets[..1000]);
        await FetchAsync();
        AssertFetched();
        Assert.Equal(("bytes=1000-", ""), (_server.Seen.Single().Range, _server.Seen.Single().IfRange));
    }

    [Fact]
    public async Task Another_entity_tag_brings_the_whole()
    {
        await WritePartAsync(octets => octets[..1000]);
        await File.WriteAllTextAsync(Part + ".etag", "\"another\"");
        await FetchAsync();
        AssertFetched();
        Assert.Equal("\"another\"", _server.Seen.Single().IfRange);
    }

    [Fact]
    public async Task A_range_that_cannot_be_satisfied_brings_the_whole()
    {
        await WritePartAsync(octets => octets[..1000]);
        _server.Instead = Once(context => Task.FromResult(context.Response.StatusCode = 416));
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["bytes=1000-", ""], _server.Seen.Select(s => s.Range));
    }

    [Theory]
    [InlineData("bytes 999-{0}/{1}")]
    [InlineData("bytes 1001-{0}/{1}")]
    [InlineData("bytes 1000-1999/{1}")]
    [InlineData("bytes 1000-{0}/77777")]
    [InlineData("chars 1000-{0}/{1}")]
    [InlineData(null)]
    public async Task A_part_that_was_not_asked_for_brings_the_whole(string? range)
    {
        await WritePartAsync(octets => octets[..1000]);
        _server.Instead = Once(async context =>
        {
            context.Response.StatusCode = 206;
            if (range is not null)
                context.Response.Headers.ContentRange = string.Format(range, _segment.Bytes - 1, _segment.Bytes);
            await context.Response.Body.WriteAsync(new byte[_segment.Bytes - 1000]);
        });
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["bytes=1000-", ""], _server.Seen.Select(s => s.Range));
    }

    [Fact]
    public async Task A_wrong_part_is_found_out_and_all_fetched_once_more()
    {
        await WritePartAsync(octets => [.. new byte[999], 1]);
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["bytes=1000-", ""], _server.Seen.Select(s => s.Range));

        File.Delete(_client.PathOf(_segment));
        await WritePartAsync(octets => new byte[octets.Length]);
        await FetchAsync();
        AssertFetched();
        File.Delete(_client.PathOf(_segment));
        await WritePartAsync(octets => new byte[octets.Length + 1]);
        await FetchAsync();
        AssertFetched();
    }

    [Fact]
    public async Task A_whole_part_needs_no_server()
    {
        await WritePartAsync(octets => octets);
        await FetchAsync();
        AssertFetched();
        Assert.Empty(_server.Seen);
    }

    [Fact]
    public async Task A_flipped_bit_is_found_out_and_leaves_nothing()
    {
        _server.Change = (_, octets) =>
        {
            octets[octets.Length / 2] ^= 0x10;
            return octets;
        };
        await AssertFaultAsync(FeedFault.WrongHash, "SHA-256");
        Assert.Single(_server.Seen);
        Assert.Empty(Directory.GetFiles(_feed.Spool));
        await WritePartAsync(octets => octets[..1000]);
        await AssertFaultAsync(FeedFault.WrongHash, "SHA-256");
        Assert.Equal(3, _server.Seen.Count);
        Assert.Empty(Directory.GetFiles(_feed.Spool));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public async Task A_wrong_size_is_found_out(int more, bool saysLength)
    {
        _server.Instead = async context =>
        {
            byte[] octets = new byte[_segment.Bytes + more];
            if (saysLength)
                context.Response.ContentLength = octets.Length;
            await context.Response.Body.WriteAsync(octets);
            return true;
        };
        await AssertFaultAsync(FeedFault.WrongHash, "instead of");
        Assert.Empty(Directory.GetFiles(_feed.Spool));
    }

    [Fact]
    public async Task A_body_that_ends_early_without_a_length_is_gone_on_with()
    {
        byte[] whole = await File.ReadAllBytesAsync(_feed.PathOf(_segment));
        _server.Instead = Once(context => context.Response.Body.WriteAsync(whole, 0, 1000));
        await FetchAsync();
        AssertFetched();
        Assert.Equal(["", "bytes=1000-"], _server.Seen.Select(s => s.Range));
    }

    [Fact]
    public async Task One_segment_that_fails_leaves_the_others()
    {
        Segment[] all = [.. _feed.Read().Segments];
        _server.Instead = context =>
        {
            bool fails = context.Request.Path.Value!.EndsWith(all[^1].FileName, StringComparison.Ordinal);
            if (fails)
                context.Response.StatusCode = 500;
            return Task.FromResult(fails);
        };
        Assert.True(all.Length >= 3);
        List<FetchProgress> told = [];
        FeedException refused = await Assert.ThrowsAsync<FeedException>(() => _client.FetchAsync(all, new Direct<FetchProgress>(told), default));
        Assert.Contains("500", refused.Message, StringComparison.Ordinal);
        _server.Instead = null;
        await _client.FetchAsync(all, null, default);
        Assert.All(all, s => FollowerModel.Lines(_client.PathOf(s)));
    }

    [Fact]
    public async Task The_spool_keeps_what_it_is_told_and_drops_the_rest()
    {
        Segment[] all = [.. _feed.Read().Segments];
        await _client.FetchAsync(all, null, default);
        await File.WriteAllTextAsync(Path.Combine(_feed.Spool, "other"), "x");
        File.Delete(_client.PathOf(all[1]));
        await File.WriteAllTextAsync(_client.PathOf(all[1]) + ".part", "x");
        await File.WriteAllTextAsync(_client.PathOf(all[0]) + ".part", "x");
        _client.Keep(all[1..3]);
        Assert.Equal(
            ((string[])[all[1].FileName + ".part", all[2].FileName]).Order(StringComparer.Ordinal),
            Directory.GetFiles(_feed.Spool).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        _client.Keep([]);
        Assert.Empty(Directory.GetFiles(_feed.Spool));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("/../../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_segment_without_a_hash_has_no_path(string hash) =>
        Assert.Equal(FeedFault.Malformed, Assert.Throws<FeedException>(() => _client.PathOf(_segment with { Sha256 = hash })).Fault);

    [Fact]
    public async Task A_spool_without_room_says_so_and_goes_on_when_it_has()
    {
        using SmallDisk disk = new("64k");
        using FeedClient client = new(
            new FollowOptions { Feed = "global", Url = _server.Url, PublicKey = _feed.PublicKey }, null, Path.Combine(disk.Path, "spool"), _feed.Time);
        disk.Fill();
        FeedException refused = await Assert.ThrowsAsync<FeedException>(() => client.FetchAsync([_segment], null, default));
        Assert.Equal(FeedFault.Disk, refused.Fault);
        Assert.Contains("make room", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(client.PathOf(_segment)));
        disk.Free();
        await client.FetchAsync([_segment], null, default);
        FollowerModel.Lines(client.PathOf(_segment));
    }

    [Fact]
    public void A_spool_that_cannot_be_made_says_so()
    {
        File.WriteAllText(_feed.Spool + "-file", "x");
        FeedException refused = Assert.Throws<FeedException>(() => new FeedClient(
            new FollowOptions { Feed = "global", Url = _server.Url, PublicKey = _feed.PublicKey }, null, Path.Combine(_feed.Spool + "-file", "spool"), _feed.Time));
        Assert.Equal(FeedFault.Disk, refused.Fault);
    }

    private static Func<HttpContext, Task<bool>> Once(Func<HttpContext, Task> answer)
    {
        int asked = 0;
        return async context =>
        {
            if (Interlocked.Increment(ref asked) > 1)
                return false;
            await answer(context);
            return true;
        };
    }

    private FeedClient NewClient() =>
        new(new FollowOptions { Feed = "global", Url = _server.Url, PublicKey = _feed.PublicKey, AnswerTimeout = TimeSpan.FromDays(1) }, null, _feed.Spool, _feed.Time);

    private long Arrived() => File.Exists(Part) ? new FileInfo(Part).Length : 0;

    private Task FetchAsync() => _client.FetchAsync([_segment], null, default);

    private async Task AssertFaultAsync(FeedFault fault, string why)
    {
        FeedException refused = await Assert.ThrowsAsync<FeedException>(FetchAsync);
        Assert.Equal((fault, refused.Message), (refused.Fault, refused.Message));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private async Task WritePartAsync(Func<byte[], byte[]> change) =>
        await File.WriteAllBytesAsync(Part, change(await File.ReadAllBytesAsync(_feed.PathOf(_segment))));

    private void AssertFetched()
    {
        Assert.Equal(File.ReadAllBytes(_feed.PathOf(_segment)), File.ReadAllBytes(_client.PathOf(_segment)));
        Assert.Equal([_client.PathOf(_segment)], Directory.GetFiles(_feed.Spool));
    }
}
