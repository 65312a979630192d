using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>
/// Everything that a feed lists, as a list file of one moment (Q.5053, the complete list). It is written to a temporary file first, so that its number, its
/// count and its hash are known before the first octet is sent, and no slow reader holds up the database. The file goes with this object.
/// </summary>
internal sealed class ListFile : IAsyncDisposable
{
    private const string Header = "equipment,list,reason,effective,expires,imsi,change";

    private ListFile(FileStream content, long sequence, long records, byte[] sha256)
    {
        Content = content;
        Sequence = sequence;
        Records = records;
        Sha256 = sha256;
    }

    /// <summary>The file, at its beginning.</summary>
    public FileStream Content { get; }

    /// <summary>Number of the last change of the registry that is in it.</summary>
    public long Sequence { get; }

    /// <summary>How many listings.</summary>
    public long Records { get; }

    /// <summary>SHA-256 of its octets.</summary>
    public byte[] Sha256 { get; }

    /// <summary>Writes the file.</summary>
    /// <exception cref="RegistryException">The disk does not take it.</exception>
    public static async Task<ListFile> WriteAsync(RegistryDatabase database, string feed, CancellationToken cancellation)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(
                Path.Combine(Path.GetTempPath(), $"eir-registry-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            await using FeedSource source = await FeedSource.OpenAsync(database, feed, cancellation);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            StringBuilder lines = new(Header + "\n");
            long records = 0;
            await foreach (FeedListing listing in source.ListingsAsync(cancellation))
            {
                Append(lines, listing);
                if ((++records & 0x3FF) == 0)
                    Flush();
            }

            Flush();
            file.Position = 0;
            ListFile written = new(file, source.Sequence, records, hash.GetHashAndReset());
            file = null;
            return written;

            void Flush()
            {
                byte[] octets = Encoding.UTF8.GetBytes(lines.ToString());
                hash.AppendData(octets);
                file.Write(octets);
                lines.Clear();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryFault.Unavailable, $"the disk does not take the list ({e.Message}): make room in {Path.GetTempPath()} and ask again", e);
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => Content.DisposeAsync();

    private static void Append(StringBuilder lines, in FeedListing listing)
    {
        lines.Append(listing.EquipmentText).Append(',').Append(RegistryWords.Of(listing.List)).Append(',');
        AppendText(lines, listing.Reason);
        lines.Append(',').Append(Time(listing.Validity.Effective)).Append(',').Append(Time(listing.Validity.Expires)).Append(',');
        if (!listing.Imsi.IsNone)
            lines.Append(listing.Imsi);
        lines.Append(",\n");
    }

    private static void AppendText(StringBuilder lines, string text)
    {
        if (text.AsSpan().IndexOfAny(",\"\r\n") < 0)
            lines.Append(text);
        else
            lines.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static string Time(DateTimeOffset? time) =>
        time is not { } at ? ""
        : at.TimeOfDay == TimeSpan.Zero ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
