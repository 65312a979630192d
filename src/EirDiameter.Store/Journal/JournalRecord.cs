using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EirDiameter.Store;

/// <summary>What a record of the journal is.</summary>
internal enum JournalRecordKind : byte
{
    /// <summary>One local edit.</summary>
    Edit = 1,

    /// <summary>A new text in the table of reasons.</summary>
    Reason = 2,

    /// <summary>A staged file, to be applied as a whole.</summary>
    Import = 3,
}

/// <summary>A record of the journal: kind, snapshot flag, number (sequence of the feed, or index of the reason), change, text (feed, reason or file).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Snapshot">Of an import: the file is the whole truth.</param>
/// <param name="Number">Sequence of the feed after it, or index of the reason.</param>
/// <param name="Change">Of an edit.</param>
/// <param name="Feed">Of an edit or import; of a reason, the feed whose edit brought it in, or empty.</param>
/// <param name="Text">Text of the reason, or name of the staged file.</param>
internal readonly record struct JournalRecord(JournalRecordKind Kind, bool Snapshot, long Number, Change Change, string Feed, string Text)
{
    private const int Fixed = 2 + sizeof(long) + Change.Size;

    public static JournalRecord Edit(string feed, long sequence, in Change change) =>
        new(JournalRecordKind.Edit, false, sequence, change, feed, "");

    public static JournalRecord Reason(ushort index, string text, string editedFeed = "") =>
        new(JournalRecordKind.Reason, false, index, default, editedFeed, text);

    public static JournalRecord Import(string feed, long sequence, string file, bool snapshot) =>
        new(JournalRecordKind.Import, snapshot, sequence, default, feed, file);

    public byte[] ToBytes()
    {
        int feed = Encoding.UTF8.GetByteCount(Feed);
        byte[] octets = new byte[Fixed + sizeof(ushort) + feed + Encoding.UTF8.GetByteCount(Text)];
        octets[0] = (byte)Kind;
        octets[1] = Snapshot ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(octets.AsSpan(2), Number);
        Change change = Change;
        MemoryMarshal.Write(octets.AsSpan(10), in change);
        BinaryPrimitives.WriteUInt16LittleEndian(octets.AsSpan(Fixed), (ushort)feed);
        Encoding.UTF8.GetBytes(Feed, octets.AsSpan(Fixed + sizeof(ushort)));
        Encoding.UTF8.GetBytes(Text, octets.AsSpan(Fixed + sizeof(ushort) + feed));
        return octets;
    }

    /// <exception cref="StoreException">It is none.</exception>
    public static JournalRecord Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Fixed + sizeof(ushort))
            throw Damaged();
        int feed = BinaryPrimitives.ReadUInt16LittleEndian(octets[Fixed..]);
        ReadOnlySpan<byte> texts = octets[(Fixed + sizeof(ushort))..];
        if (texts.Length < feed || octets[0] is < (byte)JournalRecordKind.Edit or > (byte)JournalRecordKind.Import)
            throw Damaged();
        return new JournalRecord(
            (JournalRecordKind)octets[0],
            octets[1] != 0,
            BinaryPrimitives.ReadInt64LittleEndian(octets[2..]),
            MemoryMarshal.Read<Change>(octets[10..]),
            Encoding.UTF8.GetString(texts[..feed]),
            Encoding.UTF8.GetString(texts[feed..]));
    }

    private static StoreException Damaged() =>
        new("the journal is damaged: restore the data directory, or remove it and import the lists again");
}
