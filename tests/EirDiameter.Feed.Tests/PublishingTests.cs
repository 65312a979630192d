using EirDiameter.Equipment;
using Microsoft.Extensions.Time.Testing;

namespace EirDiameter.Feed.Tests;

public sealed class PublishingTests
{
    [Fact]
    public async Task An_empty_feed_can_be_published_and_followed()
    {
        using TestFeed feed = new();
        Assert.Null(feed.Publisher.Current);
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        FollowerModel follower = new();
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
        Assert.Empty(follower.Listings);
        Assert.Equal(FollowStep.UpToDate, FollowPlan.For(feed.Read(), 0, empty: false).Step);
    }

    [Fact]
    public async Task Every_kind_of_listing_comes_through_as_it_is()
    {
        using TestFeed feed = new();
        foreach (FeedListing listing in Sample.Listings)
            feed.Put(listing);
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        Assert.Equal(feed.Listings.Values.ToHashSet(), follower.Listings.ToHashSet());
        string[] lines = feed.TextOf(feed.Read().Snapshot.Segments[0]);
        Assert.Contains("35693803564380,black,\"lost, \"\"found\"\"\",,,,", lines);
        Assert.Contains("35209900,white,,2026-03-01,,,", lines);
        Assert.Contains("49015420323000-49015420323999,grey,,2026-03-01T00:15:00Z,2027-01-01,,", lines);
        Assert.Contains("35693803564381,white,owner,,,001010123456789,", lines);
        Assert.Contains("A0123456789ABC,black,,,,,", lines);
    }

    [Fact]
    public async Task Changes_come_as_deltas_and_those_of_one_listing_as_one()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 20; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);

        feed.Put(TestFeed.Listing(1, "first"));
        feed.Put(TestFeed.Listing(1, "second"));
        feed.Remove(TestFeed.Listing(2));
        feed.Put(TestFeed.Listing(3, "back"));
        feed.Put(TestFeed.Listing(3));
        feed.Put(TestFeed.Listing(100));
        feed.Remove(TestFeed.Listing(100));
        feed.Remove(TestFeed.Listing(4));
        feed.Put(TestFeed.Listing(4, "again"));
        PublishResult result = await feed.PublishAsync();

        Assert.False(result.SnapshotTaken);
        Assert.Equal(3, result.DeltaRecords);
        FeedManifest manifest = feed.Read();
        DeltaPart delta = Assert.Single(manifest.Deltas);
        Assert.Equal((20, 29), (delta.From, delta.To));
        Assert.Equal(
            ["00000000000001,black,second,,,,", "00000000000002,black,,,,,remove", "00000000000004,black,again,,,,"],
            feed.TextOf(Assert.Single(delta.Segments)).Order(StringComparer.Ordinal));
        Assert.Equal(FollowStep.Deltas, follower.Follow(manifest, feed.PathOf).Step);
        Assert.Equal(1, feed.SnapshotsAsked);
    }

    [Fact]
    public async Task Nothing_new_renews_the_manifest_and_touches_no_segment()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        FeedManifest before = feed.Read();
        string[] files = feed.Files();
        feed.Time.Advance(TimeSpan.FromHours(1));
        PublishResult result = await feed.PublishAsync();
        FeedManifest after = feed.Read();
        Assert.False(result.SnapshotTaken);
        Assert.Equal(before.Created.AddHours(1), after.Created);
        Assert.Equal(after.Created.AddHours(24), after.Expires);
        Assert.Equal(before.Sequence, after.Sequence);
        Assert.Equal(before.Segments, after.Segments);
        Assert.Equal(files, feed.Files());
        Assert.Equal(1, feed.SnapshotsAsked);
    }

    [Fact]
    public async Task Changes_that_undo_each_other_lead_on_to_the_new_sequence()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        feed.Put(TestFeed.Listing(2));
        feed.Remove(TestFeed.Listing(2));
        await feed.PublishAsync();
        DeltaPart delta = Assert.Single(feed.Read().Deltas);
        Assert.Equal((1, 3), (delta.From, delta.To));
        Assert.Empty(delta.Segments);
        feed.Skip();
        await feed.PublishAsync();
        Assert.Equal([(1L, 3L), (3L, 4L)], feed.Read().Deltas.Select(d => (d.From, d.To)));
    }

    [Fact]
    public async Task A_snapshot_is_taken_after_so_many_deltas_and_keeps_the_older_ones()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltas = 3, MaxDeltaShare = 1 });
        for (ulong i = 0; i < 1000; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel behind = new();
        behind.Follow(feed.Read(), feed.PathOf);
        List<bool> taken = [];
        for (ulong i = 0; i < 10; i++)
        {
            feed.Put(TestFeed.Listing(5000 + i));
            taken.Add((await feed.PublishAsync()).SnapshotTaken);
            Assert.InRange(feed.Read().Deltas.Count, 1, 6);
            if (i == 2)
                Assert.Equal(FollowStep.Deltas, behind.Clone().Follow(feed.Read(), feed.PathOf).Step);
        }

        Assert.Equal([false, false, false, true, false, false, false, true, false, false], taken);
        FeedManifest manifest = feed.Read();
        Assert.Equal(1008, manifest.Snapshot.Sequence);
        Assert.Equal(1005, manifest.Deltas[0].From);
        Assert.Equal(FollowStep.Snapshot, behind.Follow(manifest, feed.PathOf).Step);
    }

    [Fact]
    public async Task A_snapshot_is_taken_when_deltas_are_a_large_share_of_it()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 0.1 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        for (ulong i = 0; i < 10; i++)
            feed.Put(TestFeed.Listing(i, "x"));
        Assert.False((await feed.PublishAsync()).SnapshotTaken);
        feed.Put(TestFeed.Listing(50, "x"));
        Assert.True((await feed.PublishAsync()).SnapshotTaken);
    }

    [Fact]
    public async Task A_small_feed_is_followed_by_deltas_until_nothing_is_left_of_it()
    {
        using TestFeed feed = new(new PublishOptions());
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        for (ulong i = 0; i < 3; i++)
            feed.Put(TestFeed.Listing(i));
        for (ulong i = 0; i <= 3; i++)
        {
            await feed.PublishAsync();
            Assert.Equal(FollowStep.Deltas, follower.Follow(feed.Read(), feed.PathOf).Step);
            feed.Remove(TestFeed.Listing(i));
        }

        Assert.Equal(0, feed.Read().Listings);
    }

    [Fact]
    public async Task A_delta_too_large_to_hold_becomes_a_snapshot()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaRecords = 50, MaxDeltaShare = 100 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i, "x"));
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        Assert.Empty(result.DriftedBuckets);
        Assert.Empty(feed.Read().Deltas);
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
    }

    [Fact]
    public async Task A_forced_snapshot_changes_no_octet_of_what_is_the_same()
    {
        using TestFeed feed = new(new PublishOptions { SegmentRecords = 100 });
        for (ulong i = 0; i < 5000; i++)
            feed.Put(TestFeed.Listing(i * 7919, $"r{i % 5}"));
        await feed.PublishAsync();
        FeedManifest before = feed.Read();
        Assert.True((await feed.PublishAsync(force: true)).SnapshotTaken);
        Assert.Equal(before.Snapshot.Segments, feed.Read().Snapshot.Segments);

        feed.Put(TestFeed.Listing(123456));
        await feed.PublishAsync(force: true);
        int changed = feed.Read().Snapshot.Segments.Except(before.Snapshot.Segments).Count();
        Assert.InRange(changed, 1, 2);
        Assert.InRange(before.Snapshot.Segments.Count, 25, 100);
        Assert.All(before.Snapshot.Segments, s => Assert.InRange(s.Records, 0, 400));
    }

    [Fact]
    public async Task Drift_between_changes_and_snapshot_is_reported_and_the_snapshot_is_right()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        FollowerModel follower = new();
        follower.Follow(feed.Read(), feed.PathOf);
        feed.Note(null, TestFeed.Listing(7777));
        Assert.Empty((await feed.PublishAsync()).DriftedBuckets);
        follower.Follow(feed.Read(), feed.PathOf);
        Assert.Equal(101, feed.Read().Listings);

        FeedException refused = await Assert.ThrowsAsync<FeedException>(() => feed.PublishAsync(force: true));
        Assert.Equal(FeedFault.BadUpdate, refused.Fault);
        Assert.Contains("higher sequence", refused.Message, StringComparison.Ordinal);
        Assert.Equal(101, feed.Read().Listings);

        feed.Skip();
        PublishResult result = await feed.PublishAsync(force: true);
        Assert.Equal([TestFeed.Listing(7777).Bucket], result.DriftedBuckets);
        Assert.Equal(100, feed.Read().Listings);
        Assert.Empty(feed.Read().Deltas);
        Assert.Equal(FollowStep.Snapshot, follower.Follow(feed.Read(), feed.PathOf).Step);
    }

    [Fact]
    public async Task A_change_that_contradicts_the_one_before_makes_a_snapshot()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 10 });
        for (ulong i = 0; i < 100; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        feed.Put(TestFeed.Listing(1, "a"));
        feed.Note(TestFeed.Listing(1, "b"), TestFeed.Listing(1, "a"));
        PublishResult result = await feed.PublishAsync();
        Assert.True(result.SnapshotTaken);
        Assert.Equal([TestFeed.Listing(1).Bucket], result.DriftedBuckets);
    }

    [Fact]
    public async Task Unsound_updates_publish_nothing()
    {
        using TestFeed feed = new();
        for (ulong i = 0; i < 10; i++)
            feed.Put(TestFeed.Listing(i));
        await feed.PublishAsync();
        string before = await File.ReadAllTextAsync(feed.ManifestPath);
        string[] files = feed.Files();
        FeedListing[] sorted = [.. feed.Listings.Values];
        FeedUpdate sound = feed.Update(force: true) with { Sequence = 11 };
        FeedUpdate Of(params FeedListing[] listings) => sound with { Snapshot = _ => listings.ToAsyncEnumerable() };
        FeedUpdate Change(FeedListing? from, FeedListing? to) => sound with { Changes = new[] { new ListingChangePair(from, to) }.ToAsyncEnumerable(), ForceSnapshot = false };
        FeedUpdate Made(params ProducedRow[] rows) => sound with { ForceSnapshot = false, ProducedSequence = 1, Produced = _ => rows.ToAsyncEnumerable() };
        FeedListing good = TestFeed.Listing(1);

        await AssertRefusedAsync(Of(sorted[1], sorted[0]), "out of order");
        await AssertRefusedAsync(Of(sorted[0], sorted[0] with { Reason = "x" }), "twice");
        await AssertRefusedAsync(Of(good with { Reason = "a\nb" }), "control characters");
        await AssertRefusedAsync(Of(good with { Reason = " a" }), "space");
        await AssertRefusedAsync(Of(good with { Reason = new string('ä', 513) }), "1024 octets");
        await AssertRefusedAsync(Of(good with { Reason = "\ud800" }), "Unicode");
        await AssertRefusedAsync(Of(good with { To = new EquipmentKey(0) }), "ends before it begins");
        await AssertRefusedAsync(Of(good with { From = new EquipmentKey(EquipmentKey.MaxImei + 1), To = new EquipmentKey(EquipmentKey.MaxImei + 1) }), "neither an IMEI");
        await AssertRefusedAsync(Of(good with { To = new EquipmentKey(9), Imsi = Sample.Subscriber }), "IMSI with a TAC");
        await AssertRefusedAsync(Of(good with { Imsi = new Imsi(5) }), "IMSI is not");
        await AssertRefusedAsync(Of(good with { List = (EquipmentList)3 }), "none of white");
        await AssertRefusedAsync(Of(good with { Validity = new Validity(10, 10) }), "expires before");
        await AssertRefusedAsync(Of(good with { Validity = new Validity(Validity.MaxQuarters, Validity.MaxQuarters) }), "after all");
        await AssertRefusedAsync(sound with { Sequence = 9 }, "below 10");
        await AssertRefusedAsync(sound with { Sequence = -1 }, "below 0");
        await AssertRefusedAsync(Change(null, TestFeed.Listing(5, "x\ty")), "control characters");
        await AssertRefusedAsync(Change(null, null), "neither");
        await AssertRefusedAsync(Change(good, TestFeed.Listing(2)), "must be two");
        await AssertRefusedAsync(Change(null, TestFeed.Listing(77)) with { Sequence = 10 }, "raise it with every change");
        Tac tac = new(35209900);
        await AssertRefusedAsync(Made(new(tac, false, 0, 5), new(tac, false, 5, 6)), "overlaps");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(tac, false, 5, 6)), "overlaps");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(tac, true, 9, 9)), "complete in one row");
        await AssertRefusedAsync(Made(new(tac, true, 7, 8), ProducedRow.NothingMade(tac)), "a row without");
        await AssertRefusedAsync(Made(new(tac, false, 7, 8), new(new Tac(1), false, 9, 9)), "out of order");
        await AssertRefusedAsync(Made(new ProducedRow(tac, false, 7, 1_000_000)), "999999");
        await AssertRefusedAsync(Made(new ProducedRow(tac, false, 7, 6)), "says nothing");
        await AssertRefusedAsync(Made(new ProducedRow(Tac.None, false, 7, 8)), "no TAC");
        await Assert.ThrowsAsync<TimeoutException>(() => feed.Publisher.PublishAsync(sound with { Snapshot = _ => Failing() }));
        using CancellationTokenSource cancelled = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => feed.Publisher.PublishAsync(sound with { Snapshot = _ => CancellingAsync(cancelled) }, null, cancelled.Token));

        Assert.Equal(before, await File.ReadAllTextAsync(feed.ManifestPath));
        Assert.Equal(files, feed.Files());
        Assert.Equal(11, (await feed.Publisher.PublishAsync(sound)).Manifest.Sequence);

        async Task AssertRefusedAsync(FeedUpdate update, string why)
        {
            FeedException refused = await Assert.ThrowsAsync<FeedException>(() => feed.Publisher.PublishAsync(update));
            Assert.Equal(FeedFault.BadUpdate, refused.Fault);
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }

        async IAsyncEnumerable<FeedListing> Failing()
        {
            yield return sorted[0];
            await Task.Yield();
            throw new TimeoutException();
        }

        async IAsyncEnumerable<FeedListing> CancellingAsync(CancellationTokenSource source)
        {
            yield return sorted[0];
            await source.CancelAsync();
            foreach (FeedListing listing in sorted[1..])
                yield return listing;
        }
    }

    [Fact]
    public void Unsound_options_and_names_are_refused()
    {
        using TestFeed feed = new();
        foreach (PublishOptions options in (PublishOptions[])[
            new() { Lifetime = TimeSpan.FromSeconds(59) }, new() { Lifetime = TimeSpan.MaxValue }, new() { MaxDeltas = 0 }, new() { MaxDeltaShare = double.NaN }, new() { SegmentRecords = 0 },
            new() { MaxDeltaRecords = 0 }, new() { KeepUnreferenced = TimeSpan.FromSeconds(-1) }])
            Assert.Equal(FeedFault.BadUpdate, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root + "2", "global", feed.Signer, options, feed.Time)).Fault);
        foreach (string name in (string[])["", "Global", "a/b", "..", "ä", new string('a', 65)])
            Assert.Equal(FeedFault.BadUpdate, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root + "2", name, feed.Signer, feed.Options, feed.Time)).Fault);
        Assert.False(Directory.Exists(feed.Root + "2"));
    }

    [Fact]
    public async Task Produced_ranges_are_published_whole_when_their_sequence_rises()
    {
        using TestFeed feed = new();
        feed.Produced.AddRange([
            new(new Tac(1000000), true, 0, 99), new(new Tac(1000000), true, 100, 100), ProducedRow.NothingMade(new Tac(1000001)), new(new Tac(35209900), false, 999_999, 999_999)]);
        feed.ProducedSequence = 5;
        await feed.PublishAsync();
        ProducedPart produced = feed.Read().Produced!;
        Assert.Equal((5L, 3L, 3L), (produced.Sequence, produced.Tacs, produced.Ranges));
        Segment segment = Assert.Single(produced.Segments);
        Assert.Equal((4, "01000000", "35209900"), (segment.Records, segment.FirstTac.ToString(), segment.LastTac.ToString()));
        Assert.Equal(["01000000,1,000000,000099", "01000000,1,000100,000100", "01000001,1,,", "35209900,0,999999,999999"], feed.TextOf(segment));

        feed.Produced.RemoveAt(0);
        await feed.PublishAsync();
        Assert.Equal(4, feed.Read().Produced!.Segments[0].Records);
        feed.ProducedSequence = 6;
        await feed.PublishAsync();
        Assert.Equal(3, feed.Read().Produced!.Segments[0].Records);
        feed.ProducedSequence = 5;
        Assert.Contains("below 6", (await Assert.ThrowsAsync<FeedException>(() => feed.PublishAsync())).Message, StringComparison.Ordinal);
        feed.Produced.Clear();
        await feed.PublishAsync();
        Assert.Equal(6, feed.Read().Produced!.Sequence);
    }

    [Fact]
    public async Task One_more_TAC_leaves_far_segments_as_they_are()
    {
        using TestFeed feed = new(new PublishOptions { SegmentRecords = 200 });
        Random random = new(3);
        for (uint tac = 35_000_000; tac < 35_002_000; tac += 2)
        {
            uint ranges = (uint)random.Next(1, 20);
            for (uint i = 0; i < ranges; i++)
                feed.Produced.Add(new(new Tac(tac), tac % 4 == 0, i * 10, (i * 10) + 8));
        }

        feed.ProducedSequence = 1;
        await feed.PublishAsync();
        IReadOnlyList<Segment> before = feed.Read().Produced!.Segments;
        Assert.InRange(before.Count, 25, 110);
        Assert.All(before.SkipLast(1), s => Assert.InRange(s.Records, 100, 420));
        foreach (uint tac in (uint[])[35_000_001, 35_000_401, 35_001_999])
        {
            int at = feed.Produced.FindIndex(r => r.Tac.Value > tac);
            feed.Produced.Insert(at < 0 ? feed.Produced.Count : at, new(new Tac(tac), false, 0, 0));
            feed.ProducedSequence++;
            await feed.PublishAsync();
            IReadOnlyList<Segment> after = feed.Read().Produced!.Segments;
            Assert.InRange(after.Except(before).Count(), 1, 4);
            before = after;
        }
    }

    [Fact]
    public async Task Segments_named_no_more_stay_a_while()
    {
        using TestFeed feed = new(new PublishOptions { MaxDeltaShare = 0 });
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        Segment old = feed.Read().Snapshot.Segments[0];
        feed.Time.Advance(TimeSpan.FromDays(7));
        feed.Put(TestFeed.Listing(2));
        await feed.PublishAsync();
        Assert.DoesNotContain(old, feed.Read().Segments);
        feed.Time.Advance(TimeSpan.FromHours(23));
        await feed.PublishAsync();
        Assert.True(File.Exists(feed.PathOf(old)));
        File.WriteAllText(Path.Combine(feed.Root, "segments", "README.csv.gz"), "not a segment");
        feed.Time.Advance(TimeSpan.FromHours(1));
        await feed.PublishAsync();
        Assert.False(File.Exists(feed.PathOf(old)));
        Assert.True(File.Exists(Path.Combine(feed.Root, "segments", "README.csv.gz")));
        new FollowerModel().Follow(feed.Read(), feed.PathOf);
    }

    [Fact]
    public async Task A_missing_or_damaged_segment_is_made_again()
    {
        using TestFeed feed = new(new PublishOptions { SegmentRecords = 20 });
        for (ulong i = 0; i < 200; i++)
            feed.Put(TestFeed.Listing(i));
        feed.Produced.Add(new(new Tac(1), true, 0, 1));
        feed.ProducedSequence = 1;
        await feed.PublishAsync();
        File.Delete(feed.PathOf(feed.Read().Snapshot.Segments[1]));
        Assert.True((await feed.PublishAsync()).SnapshotTaken);
        new FollowerModel().Follow(feed.Read(), feed.PathOf);

        string damaged = feed.PathOf(feed.Read().Snapshot.Segments[0]);
        byte[] octets = await File.ReadAllBytesAsync(damaged);
        octets[^1] ^= 1;
        await File.WriteAllBytesAsync(damaged, octets);
        await feed.PublishAsync(force: true);
        new FollowerModel().Follow(feed.Read(), feed.PathOf);

        Segment produced = feed.Read().Produced!.Segments[0];
        File.Delete(feed.PathOf(produced));
        Assert.Equal(FeedFault.Disk, (await Assert.ThrowsAsync<FeedException>(() => feed.Publisher.PublishAsync(feed.Update() with { Produced = null }))).Fault);
        await feed.PublishAsync();
        Assert.Single(feed.TextOf(produced));
    }

    [Fact]
    public async Task A_second_publisher_is_refused_until_the_first_is_gone()
    {
        using TestFeed feed = new();
        await feed.PublishAsync();
        FeedException refused = Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", feed.Signer, feed.Options, feed.Time));
        Assert.Equal(FeedFault.InUse, refused.Fault);
        feed.Reopen();
        Assert.Equal(0, feed.Publisher.Current!.Sequence);
    }

    [Fact]
    public async Task A_folder_of_another_feed_or_key_is_refused_and_left_alone()
    {
        using TestFeed feed = new();
        using TestFeed other = new();
        await feed.PublishAsync();
        feed.Publisher.Dispose();
        string before = await File.ReadAllTextAsync(feed.ManifestPath);
        Assert.Equal(FeedFault.WrongFeed, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "national", feed.Signer, feed.Options, feed.Time)).Fault);
        FeedException refused = Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", other.Signer, feed.Options, feed.Time));
        Assert.Equal(FeedFault.BadSignature, refused.Fault);
        Assert.Contains("bring back the key", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(feed.ManifestPath));

        File.Delete(feed.ManifestPath + ".sig");
        Assert.Equal(FeedFault.BadSignature, Assert.Throws<FeedException>(() => new FeedPublisher(feed.Root, "global", feed.Signer, feed.Options, feed.Time)).Fault);
    }

    [Fact]
    public async Task A_publisher_killed_between_signature_and_manifest_is_finished_and_before_it_dropped()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        byte[] oldManifest = await File.ReadAllBytesAsync(feed.ManifestPath);
        byte[] oldSignature = await File.ReadAllBytesAsync(feed.ManifestPath + ".sig");
        feed.Put(TestFeed.Listing(2));
        await feed.PublishAsync();
        byte[] newManifest = await File.ReadAllBytesAsync(feed.ManifestPath);
        byte[] newSignature = await File.ReadAllBytesAsync(feed.ManifestPath + ".sig");

        // Both written, none renamed.
        await File.WriteAllBytesAsync(feed.ManifestPath, oldManifest);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig", oldSignature);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".new", newManifest);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig.new", newSignature);
        feed.Reopen();
        Assert.Equal(1, feed.Read().Sequence);
        Assert.DoesNotContain(feed.Files(), f => f.EndsWith(".new", StringComparison.Ordinal));

        // The signature renamed.
        await File.WriteAllBytesAsync(feed.ManifestPath + ".sig", newSignature);
        await File.WriteAllBytesAsync(feed.ManifestPath + ".new", newManifest);
        feed.Reopen();
        Assert.Equal(2, feed.Read().Sequence);
        Assert.Equal(2, feed.Publisher.Current!.Sequence);
        Assert.DoesNotContain(feed.Files(), f => f.EndsWith(".new", StringComparison.Ordinal));

        // The first publication of all, the signature renamed.
        File.Move(feed.ManifestPath, feed.ManifestPath + ".new");
        feed.Reopen();
        Assert.Equal(2, feed.Publisher.Current!.Sequence);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_make_followers_refuse()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        await feed.PublishAsync();
        DateTimeOffset first = feed.Read().Created;
        feed.Publisher.Dispose();
        FakeTimeProvider back = new(first.AddHours(-1));
        using (FeedPublisher publisher = new(feed.Root, "global", feed.Signer, feed.Options, back))
            await publisher.PublishAsync(feed.Update() with { Changes = AsyncEnumerable.Empty<ListingChangePair>() });
        Assert.Equal(first, feed.Read().Created);

        // So far ahead that no follower took it: the right clock counts again.
        FakeTimeProvider far = new(first.AddHours(-3));
        using (FeedPublisher publisher = new(feed.Root, "global", feed.Signer, feed.Options, far))
            await publisher.PublishAsync(feed.Update() with { Changes = AsyncEnumerable.Empty<ListingChangePair>() });
        Assert.Equal(first.AddHours(-3), feed.Read().Created);
    }

    [Fact]
    public async Task Progress_is_told()
    {
        using TestFeed feed = new();
        feed.Put(TestFeed.Listing(1));
        List<PublishProgress> told = [];
        await feed.Publisher.PublishAsync(feed.Update(), new Direct<PublishProgress>(told));
        Assert.Equal([new("snapshot", 1), new("writing", 1)], told);
    }
}
