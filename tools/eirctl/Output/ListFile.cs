using System.Buffers;
using System.Text.Json;
using CsvHelper;

namespace EirDiameter.Eirctl.Output;

/// <summary>What eirctl needs to know of list files: how many listings went by, and what they are as JSON.</summary>
internal static class ListFile
{
    private const int FlushSize = 64 * 1024;

    /// <summary>Copies a list file as it is.</summary>
    /// <returns>The number of listings: its lines without the header. Exports have no line breaks inside a listing.</returns>
    public static async Task<long> CopyAsync(Stream csv, Stream target, CancellationToken cancel)
    {
        byte[] chunk = new byte[128 * 1024];
        long lines = 0;
        int read;
        byte last = (byte)'\n';
        while ((read = await csv.ReadAsync(chunk, cancel)) > 0)
        {
            lines += chunk.AsSpan(0, read).Count((byte)'\n');
            last = chunk[read - 1];
            await target.WriteAsync(chunk.AsMemory(0, read), cancel);
        }
        if (last != '\n') lines++;
        return Math.Max(0, lines - 1);
    }

    /// <summary>Writes each listing as an object on a line of its own; columns that say nothing are left out.</summary>
    public static async Task ToJsonLinesAsync(Stream csv, Stream target, CancellationToken cancel)
    {
        await using CsvReader reader = CsvReader.Create(csv, leaveOpen: true);
        var lines = new ArrayBufferWriter<byte>(2 * FlushSize);
        using var json = new Utf8JsonWriter(lines);
        while (await reader.ReadAsync(cancel))
        {
            json.WriteStartObject();
            for (int column = 0; column < Math.Min(reader.FieldCount, reader.Headers.Count); column++)
                if (!reader.IsEmpty(column)) json.WriteString(reader.Headers[column], reader.GetString(column));
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
            if (lines.WrittenCount < FlushSize) continue;
            await target.WriteAsync(lines.WrittenMemory, cancel);
            lines.ResetWrittenCount();
        }
        await target.WriteAsync(lines.WrittenMemory, cancel);
        await target.FlushAsync(cancel);
    }
}
