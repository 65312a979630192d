using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

public sealed class EquipmentFormatTests
{
    // TS 23.003 Annex B and the check digits worked out from it.
    [Theory]
    [InlineData("49015420323751", "Imei14", "none", "49015420323751")]
    [InlineData("490154203237518", "Imei", "correct", "49015420323751")]
    [InlineData("490154203237510", "Imei", "spare", "49015420323751")]
    [InlineData("000000000000000", "Imei", "correct", "00000000000000")]
    [InlineData("4901542032375199", "Imeisv", "none", "49015420323751")]
    [InlineData("49-015420-323751-8", "Imei", "correct", "49015420323751")]
    [InlineData("  49 015420 323751 ", "Imei14", "none", "49015420323751")]
    [InlineData("af0123450abcde", "Meid", "none", "AF0123450ABCDE")]
    [InlineData("AF0123450ABCDEC", "Meid", "correct", "AF0123450ABCDE")]
    public void What_names_equipment_is_known_by_its_key(string text, string form, string checkDigit, string key)
    {
        EquipmentFormat format = EquipmentFormat.Read(text, out EquipmentKey read);

        Assert.Equal((form, checkDigit, (string?)null), (format.Form.ToString(), format.CheckDigit, format.Why));
        Assert.Equal(key, read.ToString());
    }

    [Theory]
    [InlineData("", "0 characters")]
    [InlineData("4901542032375", "13 characters")]
    [InlineData("49015420323751899", "17 characters")]
    [InlineData("490154203237517", "check digit 7")]
    [InlineData("4901542032375A", "decimal digits only")]
    [InlineData("AF0123450ABCDE1", "decimal digits only")]
    [InlineData("49015420323751\u0663", "decimal digits only")]
    [InlineData("4901542032375149015420323751490154203237514901542032375149015420323751", "longer")]
    public void What_does_not_is_told_why(string text, string why)
    {
        EquipmentFormat format = EquipmentFormat.Read(text, out EquipmentKey key);

        Assert.False(format.Valid);
        Assert.Contains(why, format.Why, StringComparison.Ordinal);
        Assert.Equal(default, key);
    }
}
