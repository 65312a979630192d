using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>Writes generations as rows of our list file.</summary>
internal sealed class ListFileWriter(Stream destination, StoreState state, bool namesFeed)
{
    private const int FlushAt = 1 << 16;
    private readonly StringBuilder _rows = new(FlushAt + 4096);

    public ValueTask WriteHeaderAsync(CancellationToken cancellation)
    {
        _rows.Append(namesFeed ? "feed," : "").Append("equipment,list,reason,effective,expires,imsi\n");
        return FlushAsync(cancellation);
    }

    public async Task WriteAsync(Generation live, CancellationToken cancellation)
    {
        using GenerationReader reader = new(live, 0);
        foreach (ulong key in GenerationWalk.Keys(live.Equipment, cancellation))
        {
            Append(live.Feed, reader, ListingScope.Equipment, new PairKey(key, 0));
            if (_rows.Length >= FlushAt)
                await FlushAsync(cancellation);
        }

        foreach (PairKey key in GenerationWalk.Keys(live.Pairs, cancellation))
        {
            if (!key.IsDetail)
                Append(live.Feed, reader, ListingScope.Pair, key);
            if (_rows.Length >= FlushAt)
                await FlushAsync(cancellation);
        }

        RangeTable ranges = live.Ranges;
        for (int i = 0; i < ranges.Entries.Length; i++)
        {
            RangeEntry entry = ranges.Entries[i];
            string written = entry.IsTac ? new EquipmentKey(entry.From).Tac.ToString() : $"{new EquipmentKey(entry.From)}-{new EquipmentKey(entry.To)}";
            Append(live.Feed, written, entry.Packed.ToListing(entry.List), Imsi.None);
            if (_rows.Length >= FlushAt)
                await FlushAsync(cancellation);
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await destination.FlushAsync(cancellation);
    }

    private void Append(string feed, GenerationReader reader, ListingScope scope, PairKey key)
    {
        FoundListings found = default;
        reader.FindExactly(scope, key, ref found);
        if (found.Count == 0)
            return;
        string written = new EquipmentKey(key.Equipment).ToString();
        foreach (ref readonly FoundListing listing in found.Items)
            Append(feed, written, listing.Listing, key.Imsi);
    }

    private void Append(string feed, string equipment, in Listing listing, Imsi imsi)
    {
        if (namesFeed)
            _rows.Append(feed).Append(',');
        _rows.Append(equipment).Append(',').Append(listing.List switch
        {
            EquipmentList.White => "white",
            EquipmentList.Black => "black",
            _ => "grey",
        }).Append(',');
        AppendText(state.Reasons[listing.Reason]);
        _rows.Append(',');
        if (listing.Validity.Effective is DateTimeOffset from)
            _rows.Append(ListedTime.Write(from));
        _rows.Append(',');
        if (listing.Validity.Expires is DateTimeOffset until)
            _rows.Append(ListedTime.Write(until));
        _rows.Append(',');
        if (!imsi.IsNone)
            _rows.Append(imsi.ToString());
        _rows.Append('\n');
    }

    private void AppendText(string text)
    {
        if (text.AsSpan().IndexOfAny(',', '"', '|') < 0)
            _rows.Append(text);
        else
            _rows.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        byte[] octets = Encoding.UTF8.GetBytes(_rows.ToString());
        _rows.Clear();
        await destination.WriteAsync(octets, cancellation);
    }
}
