using System.Text;

namespace EirDiameter.Store;

/// <summary>
/// The distinct reasons of one list file, numbered from 1; 0 = none given. The numbers become those of the store's table when the import
/// is applied.
/// </summary>
internal sealed class LocalReasons
{
    private byte[]?[] _texts = new byte[64][];
    private ushort[] _slots = new ushort[256];
    private int _count;
    private byte[] _last = [];
    private ushort _lastIndex;

    /// <summary>How often the table was full, so that "(other)" was kept.</summary>
    public long Others { get; private set; }

    /// <summary>Texts by index minus one.</summary>
    public IReadOnlyList<string> Texts => [.. _texts.Take(_count).Select(t => Encoding.UTF8.GetString(t!))];

    /// <summary>Texts that came after the first so many.</summary>
    public IReadOnlyList<byte[]> Since(int count) => count == _count ? [] : [.. _texts[count.._count].Select(t => t!)];

    public ushort IndexOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return 0;
        if (utf8.SequenceEqual(_last))
        {
            if (_lastIndex == ReasonTable.Other)
                Others++;
            return _lastIndex;
        }

        _lastIndex = Search(utf8);
        _last = _lastIndex == ReasonTable.Other ? utf8.ToArray() : _texts[_lastIndex - 1]!;
        if (_lastIndex == ReasonTable.Other)
            Others++;
        return _lastIndex;
    }

    private ushort Search(ReadOnlySpan<byte> utf8)
    {
        ulong hash = EquipmentHash.Mix(Checksum.Of(utf8));
        int mask = _slots.Length - 1;
        for (int at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            ushort index = _slots[at];
            if (index != 0 && utf8.SequenceEqual(_texts[index - 1]))
                return index;
            if (index != 0)
                continue;
            if (_count == ReasonTable.MaxTexts)
                return ReasonTable.Other;
            if (_count == _texts.Length)
                Grow();
            _texts[_count++] = utf8.ToArray();
            Insert((ushort)_count);
            return (ushort)_count;
        }
    }

    private void Grow()
    {
        Array.Resize(ref _texts, _texts.Length * 2);
        _slots = new ushort[_slots.Length * 2];
        for (int i = 1; i <= _count; i++)
            Insert((ushort)i);
    }

    private void Insert(ushort index)
    {
        int mask = _slots.Length - 1;
        int at = (int)EquipmentHash.Mix(Checksum.Of(_texts[index - 1])) & mask;
        while (_slots[at] != 0)
            at = (at + 1) & mask;
        _slots[at] = index;
    }
}
