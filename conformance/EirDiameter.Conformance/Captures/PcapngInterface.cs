namespace EirDiameter.Conformance.Captures;

/// <summary>An Interface Description Block: what its frames begin with, and how their times are to be read.</summary>
/// <param name="LinkType">A LINKTYPE_ number.</param>
/// <param name="SnapLength">Octets kept of each frame; 0 = all.</param>
/// <param name="UnitsPerSecond">From if_tsresol; a million if not given.</param>
/// <param name="OffsetSeconds">From if_tsoffset; added to each time.</param>
internal sealed record PcapngInterface(int LinkType, uint SnapLength, double UnitsPerSecond, long OffsetSeconds)
{
    private const int ResolutionOption = 9, OffsetOption = 14;

    /// <summary>Reads the body of the block.</summary>
    public static PcapngInterface Read(OctetReader reader, byte[] body)
    {
        double units = 1e6;
        long offset = 0;
        for (int at = 8; at + 4 <= body.Length;)
        {
            int code = reader.UInt16(body.AsSpan(at)), length = reader.UInt16(body.AsSpan(at + 2));
            if (code == 0 || at + 4 + length > body.Length)
                break;
            ReadOnlySpan<byte> value = body.AsSpan(at + 4, length);

            // The highest bit says whether the rest is a power of two or of ten.
            if (code == ResolutionOption && length == 1)
                units = Math.Pow((value[0] & 0x80) != 0 ? 2 : 10, value[0] & 0x7F);
            else if (code == OffsetOption && length == 8)
                offset = reader.Int64(value);
            at += 4 + (length + 3) / 4 * 4;
        }

        return new PcapngInterface(reader.UInt16(body), reader.UInt32(body.AsSpan(4)), units, offset);
    }

    /// <summary>The time of a packet; the beginning of 1970 where what stands there is no time of our calendar.</summary>
    public DateTimeOffset Time(ulong units)
    {
        // Whole seconds apart from the fraction: a double has too few digits for nanoseconds since 1970.
        double perSecond = UnitsPerSecond;
        UInt128 whole = perSecond < 1.8e19 ? units / (ulong)perSecond : 0;
        double fraction = perSecond < 1.8e19 ? units % (ulong)perSecond / perSecond : units / perSecond;
        double seconds = (double)whole + OffsetSeconds;
        return seconds is >= -62135596800 and < 253402300799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks((long)Math.Round(fraction * TimeSpan.TicksPerSecond))
            : DateTimeOffset.UnixEpoch;
    }
}
