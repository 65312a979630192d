using EirDiameter.Equipment;

namespace EirDiameter.Feed.Tests;

/// <summary>Produced ranges in a feed.</summary>
public sealed class ProducedPublishingTests
{
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
}
