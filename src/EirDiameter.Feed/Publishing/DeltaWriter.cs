using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Writes the records of a delta into segments.</summary>
internal static class DeltaWriter
{
    public static async Task<IReadOnlyList<Segment>> WriteAsync(StagedSegments staged, DeltaBuilder changes, IReadOnlyList<SegmentPosition> differing, int target)
    {
        List<Task<Segment>> segments = [];
        ReasonTexts reasons = new();
        TimeTexts times = new();
        for (int first = 0; first < differing.Count; first += target)
        {
            RowText rows = staged.Rent().Begin(RowText.ListingHeader);
            for (int i = first; i < differing.Count && i - first < target; i++)
            {
                FeedListing listing = changes.LastWord(differing[i], out bool isRemoved);
                if (isRemoved)
                    rows.AddRemoval(listing);
                else
                    rows.Add(listing, reasons.Find(listing.Reason, out _)!, times);
            }

            segments.Add(await staged.AddAsync(rows, new Segment { Sha256 = "", Bytes = 0, Records = 0 }));
        }

        return await Task.WhenAll(segments);
    }
}
