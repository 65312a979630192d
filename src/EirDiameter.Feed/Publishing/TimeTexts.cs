using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>What quarter hours look like in a row. Most listings share theirs with many others.</summary>
internal sealed class TimeTexts
{
    private const int Bits = 12;
    private readonly uint[] _quarters = new uint[1 << Bits];
    private readonly byte[]?[] _texts = new byte[1 << Bits][];

    public byte[] Of(uint quarters)
    {
        int slot = (int)(quarters * 0x9E3779B1 >> (32 - Bits));
        if (_texts[slot] is byte[] known && _quarters[slot] == quarters)
            return known;
        byte[] text = Encoding.ASCII.GetBytes(ListedTime.Write(Validity.TimeOf(quarters)));
        _quarters[slot] = quarters;
        return _texts[slot] = text;
    }
}
