using System.Buffers;
using System.IO.Compression;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Questions;

/// <summary>A file that s13load cannot use; the message is one line that names the file and, where there is one, the line.</summary>
internal sealed class EquipmentFileException(string message) : Exception(message);

/// <summary>
/// Reads equipment and expectations: one IMEI per line, or CSV with a header that names the columns <c>equipment</c>, <c>answer</c>
/// and <c>imsi</c> (a list file has the first and the last of them). Plain or gzip, told apart by the first two octets.
/// </summary>
internal sealed class EquipmentFile
{
    private const int BufferSize = 1 << 20;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly string _path;
    private readonly bool _withExpectations;
    private readonly List<ulong> _written = [];
    private readonly List<ushort> _expected = [];
    private readonly List<ulong> _imsis = [];
    private int _equipmentColumn;
    private int _answerColumn = -1;
    private int _imsiColumn = -1;
    private long _line;
    private bool _anyImsi;

    private EquipmentFile(string path, bool withExpectations)
    {
        _path = path;
        _withExpectations = withExpectations;
    }

    /// <summary>How many lines name a TAC, a range or a MEID, which no request can ask about, and were left out.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads a file of equipment: a header is optional, without one the first column is the equipment.</summary>
    /// <exception cref="EquipmentFileException">The file cannot be read, or a line cannot be understood.</exception>
    public static EquipmentSet ReadEquipment(string path, out long skipped)
    {
        EquipmentFile file = new(path, withExpectations: false);
        EquipmentSet set = file.Read();
        skipped = file.Skipped;
        return set;
    }

    /// <summary>Reads an expectation file: <c>equipment,answer[,imsi]</c>, in this order if there is no header.</summary>
    /// <exception cref="EquipmentFileException">The file cannot be read, or a line cannot be understood.</exception>
    public static EquipmentSet ReadExpectations(string path) =>
        new EquipmentFile(path, withExpectations: true) { _answerColumn = 1, _imsiColumn = 2 }.Read();

    private EquipmentSet Read()
    {
        try
        {
            using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream stream = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            ReadLines(stream);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new EquipmentFileException($"{_path}: {problem.Message}");
        }
        if (_written.Count == 0)
            throw new EquipmentFileException($"{_path}: no equipment in it");
        return EquipmentSet.OfEntries([.. _written], _withExpectations ? [.. _expected] : null, _anyImsi ? [.. _imsis] : null);
    }

    private void ReadLines(Stream stream)
    {
        byte[] buffer = new byte[BufferSize];
        int kept = 0;
        while (true)
        {
            int read = stream.Read(buffer, kept, buffer.Length - kept);
            int end = kept + read;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                ReadLine(buffer.AsSpan(start, length));
            if (read == 0)
            {
                ReadLine(buffer.AsSpan(start, end - start));
                return;
            }
            if (start == 0 && end == buffer.Length)
                throw Bad("the line is longer than a megabyte");
            kept = end - start;
            buffer.AsSpan(start, kept).CopyTo(buffer);
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        _line++;
        line = line.Trim(" \t\r\xFEFF"u8);
        if (line.IsEmpty || line[0] == '#')
            return;
        if (_line == 1 && IsHeader(line))
            return;
        ReadOnlySpan<byte> equipment = default, answer = default, imsi = default;
        int column = 0;
        foreach (Range range in line.Split((byte)','))
        {
            ReadOnlySpan<byte> field = line[range].Trim(" \t\""u8);
            if (column == _equipmentColumn)
                equipment = field;
            else if (column == _answerColumn)
                answer = field;
            else if (column == _imsiColumn)
                imsi = field;
            column++;
        }
        Add(equipment, answer, imsi);
    }

    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        int equipment = -1, answer = -1, imsi = -1, column = 0;
        foreach (Range range in line.Split((byte)','))
        {
            ReadOnlySpan<byte> name = line[range].Trim(" \t\""u8);
            if (name.SequenceEqual("equipment"u8))
                equipment = column;
            else if (name.SequenceEqual("answer"u8))
                answer = column;
            else if (name.SequenceEqual("imsi"u8))
                imsi = column;
            column++;
        }
        if (equipment < 0)
            return false;
        if (_withExpectations && answer < 0)
            throw Bad("the header has no column 'answer' (equipment,answer[,imsi])");
        (_equipmentColumn, _answerColumn, _imsiColumn) = (equipment, _withExpectations ? answer : -1, imsi);
        return true;
    }

    private void Add(ReadOnlySpan<byte> equipment, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> imsi)
    {
        if (equipment.Length is < 14 or > 16 || !Digits.TryRead(equipment, out ulong digits))
        {
            if (_withExpectations || !NamesMoreOrOther(equipment))
                throw Bad($"'{Text(equipment)}' is not an IMEI of 14, 15 or 16 digits");
            Skipped++;
            return;
        }
        AnswerCode expected = AnswerCode.Any;
        if (_withExpectations && !AnswerCode.TryParse(answer, out expected))
            throw Bad($"the answer '{Text(answer)}' is none of white, grey, black, unknown or a result code");
        ulong subscriber = 0;
        if (!imsi.IsEmpty && (imsi.Length is < 6 or > 15 || !Digits.TryRead(imsi, out subscriber)))
            throw Bad($"'{Text(imsi)}' is not an IMSI of 6 to 15 digits");
        _written.Add(EquipmentSet.Pack(digits, equipment.Length));
        _imsis.Add(imsi.IsEmpty ? 0 : EquipmentSet.Pack(subscriber, imsi.Length));
        _anyImsi |= !imsi.IsEmpty;
        if (_withExpectations)
            _expected.Add(expected.Value);
    }

    /// <summary>A TAC, a range or a MEID: right in a list file, but not something a request asks about.</summary>
    private static bool NamesMoreOrOther(ReadOnlySpan<byte> equipment) =>
        (equipment.Length == 8 && Digits.TryRead(equipment, out _))
        || (equipment.Length == 29 && equipment[14] == '-')
        || (equipment.Length == 14 && !equipment.ContainsAnyExcept(HexDigits));

    private EquipmentFileException Bad(string why) => new($"{_path}, line {_line}: {why}");

    private static string Text(ReadOnlySpan<byte> octets) => System.Text.Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, 40)]);
}
