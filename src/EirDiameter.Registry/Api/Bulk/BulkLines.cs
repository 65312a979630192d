namespace EirDiameter.Registry;

/// <summary>Cuts a stream into lines without ever holding more than one; ends of lines are LF or CR LF, and a byte order mark is passed over.</summary>
internal static class BulkLines
{
    /// <summary>Octets of the longest line that is read.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>The lines with their numbers from 1; a line that is too long comes as null. The memory is valid until the next one.</summary>
    /// <exception cref="RegistryException">The stream is damaged.</exception>
    public static IEnumerable<(long Number, ReadOnlyMemory<byte>? Line)> Read(Stream stream)
    {
        byte[] buffer = new byte[MaxLength];
        int start = 0;
        int end = 0;
        int searched = 0;
        long number = 1;
        bool skipping = false;
        while (true)
        {
            int newline = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                newline += searched;
                yield return (number, skipping ? default(ReadOnlyMemory<byte>?) : Trim(buffer, start, newline, number));
                number++;
                skipping = false;
                start = searched = newline + 1;
                continue;
            }

            if (end - start == buffer.Length)
            {
                skipping = true;
                start = end = 0;
            }
            else if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                end -= start;
                start = 0;
            }

            searched = end;
            int read = Fill(stream, buffer.AsSpan(end));
            if (read == 0)
            {
                if (skipping || end > start)
                    yield return (number, skipping ? default(ReadOnlyMemory<byte>?) : Trim(buffer, start, end, number));
                yield break;
            }

            end += read;
        }
    }

    private static int Fill(Stream stream, Span<byte> room)
    {
        try
        {
            return stream.Read(room);
        }
        catch (InvalidDataException e)
        {
            throw new RegistryException(RegistryFault.Refused, $"the gzip body is damaged or cut short ({e.Message}): nothing was changed, send it again", e);
        }
    }

    private static ReadOnlyMemory<byte> Trim(byte[] buffer, int from, int to, long number)
    {
        if (number == 1 && buffer.AsSpan(from, to - from).StartsWith("\uFEFF"u8))
            from += 3;
        if (to > from && buffer[to - 1] == '\r')
            to--;
        return buffer.AsMemory(from, to - from);
    }
}
