using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>The rows of one segment as they grow, UTF-8 under a header.</summary>
internal sealed class RowText
{
    private const int MostBesideReason = 160;
    private byte[] _octets = new byte[1 << 16];
    private int _length;

    public static ReadOnlySpan<byte> ListingHeader => "equipment,list,reason,effective,expires,imsi,change\n"u8;

    public static ReadOnlySpan<byte> ProducedHeader => "tac,complete,from,to\n"u8;

    public int Records { get; private set; }

    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length);

    public RowText Begin(ReadOnlySpan<byte> header)
    {
        (_length, Records) = (0, 0);
        Put(header);
        return this;
    }

    public void Add(in FeedListing listing, ReasonText reason, TimeTexts times)
    {
        BeginListing(listing, reason.Octets.Length);
        Put(reason.Octets);
        Put(',');
        if (listing.Validity.EffectiveQuarters != 0)
            Put(times.Of(listing.Validity.EffectiveQuarters));
        Put(',');
        if (listing.Validity.ExpiresQuarters != Validity.MaxQuarters)
            Put(times.Of(listing.Validity.ExpiresQuarters));
        Put(',');
        Put(listing.Imsi);
        Put(",\n"u8);
    }

    public void AddRemoval(in FeedListing listing)
    {
        BeginListing(listing, 0);
        Put(",,,"u8);
        Put(listing.Imsi);
        Put(",remove\n"u8);
    }

    public void Add(in ProducedRow row)
    {
        Reserve(MostBesideReason);
        Put(row.Tac.Value, 8);
        Put(row.Complete ? ",1,"u8 : ",0,"u8);
        if (row.HasRange)
        {
            Put(row.From, 6);
            Put(',');
            Put(row.To, 6);
        }
        else
        {
            Put(',');
        }

        Put('\n');
        Records++;
    }

    private void BeginListing(in FeedListing listing, int reason)
    {
        Reserve(MostBesideReason + reason);
        if (!listing.IsRange)
        {
            Put(listing.From);
        }
        else if (!listing.From.IsMeid && listing.From == listing.From.Tac.First && listing.To == listing.From.Tac.Last)
        {
            Put(listing.From.Tac.Value, Tac.Length);
        }
        else
        {
            Put(listing.From);
            Put('-');
            Put(listing.To);
        }

        Put(listing.List switch
        {
            EquipmentList.White => ",white,"u8,
            EquipmentList.Black => ",black,"u8,
            _ => ",grey,"u8,
        });
        Records++;
    }

    private void Put(EquipmentKey key)
    {
        _ = key.TryFormat(_octets.AsSpan(_length));
        _length += EquipmentKey.Length;
    }

    private void Put(Imsi imsi)
    {
        if (!imsi.IsNone)
            Put(imsi.Digits, imsi.Length);
    }

    private void Put(ulong number, int digits)
    {
        for (int at = _length + digits - 1; at >= _length; at--)
        {
            _octets[at] = (byte)('0' + (number % 10));
            number /= 10;
        }

        _length += digits;
    }

    private void Put(char ascii) => _octets[_length++] = (byte)ascii;

    private void Put(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_octets.AsSpan(_length));
        _length += octets.Length;
    }

    private void Reserve(int more)
    {
        if (_octets.Length - _length < more)
            Array.Resize(ref _octets, (int)Math.Min(Array.MaxLength, Math.Max(2L * _octets.Length, (long)_length + more)));
    }
}
