using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Writes the records of a delta into segments.</summary>
internal static class DeltaWriter
{
    public static async Task<IReadOnlyList<Segment>> WriteAsync(StagedSegments staged, IReadOnlyList<ListingChangePair> records, int target)
    {
        List<Task<Segment>> segments = [];
        ReasonTexts reasons = new();
        TimeTexts times = new();
        foreach (ListingChangePair[] part in records.Chunk(target))
        {
            RowText rows = staged.Rent().Begin(RowText.ListingHeader);
            foreach (ListingChangePair record in part)
            {
                if (record.After is FeedListing after)
                    rows.Add(after, reasons.Find(after.Reason, out _)!, times);
                else
                    rows.AddRemoval(record.Before!.Value);
            }

            segments.Add(await staged.AddAsync(rows, new Segment { Sha256 = "", Bytes = 0, Records = 0 }));
        }

        return await Task.WhenAll(segments);
    }
}
