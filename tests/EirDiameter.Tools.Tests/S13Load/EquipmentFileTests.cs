using System.IO.Compression;
using System.Text;
using EirDiameter.S13Load.Questions;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class EquipmentFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Expectations_are_read_without_a_header_in_the_usual_order()
    {
        EquipmentSet set = ReadExpectations("35693803564380,black\n35693803564381,white,001010123456789\r\n# a remark\n\n49015420323751,unknown");
        Assert.Equal(3, set.Count);
        Assert.Equal((35693803564380ul, 14), set.EquipmentOf(0));
        Assert.Equal([AnswerCode.Black, AnswerCode.White, AnswerCode.Unknown], Enumerable.Range(0, 3).Select(set.ExpectedOf));
        Assert.Equal((0ul, 0), set.ImsiOf(0));
        Assert.Equal((1010123456789ul, 15), set.ImsiOf(1));
        Assert.Equal("35693803564381 with IMSI 001010123456789", set.Describe(1));
    }

    [Fact]
    public void A_header_decides_the_order_of_the_columns()
    {
        EquipmentSet set = ReadExpectations("imsi,answer,why,equipment\n001019876543210,5004,x,356938035643809\n,5422,y,3569380356438012\n");
        Assert.Equal((356938035643809ul, 15), set.EquipmentOf(0));
        Assert.Equal((3569380356438012ul, 16), set.EquipmentOf(1));
        Assert.Equal("5004", set.ExpectedOf(0).ToString());
        Assert.Equal(AnswerCode.Unknown, set.ExpectedOf(1));
    }

    [Theory]
    [InlineData("35693803564380,purple\n", "line 1: the answer 'purple'")]
    [InlineData("35693803564380,black\n123,black\n", "line 2: '123' is not an IMEI")]
    [InlineData("35693803564380,black,12\n", "line 1: '12' is not an IMSI")]
    [InlineData("equipment,list\n35693803564380,black\n", "no column 'answer'")]
    [InlineData("equipment,answer\n", "no equipment")]
    public void What_cannot_be_understood_is_named(string text, string why)
    {
        EquipmentFileException problem = Assert.Throws<EquipmentFileException>(() => ReadExpectations(text));
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.Contains(_path, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_file_gives_its_equipment_and_leaves_out_what_cannot_be_asked_about()
    {
        Write("list,equipment,reason\nblack,35693803564380,stolen\ngrey,35693803,\nblack,35693803000000-35693803999999,\nblack,A0000000000001,\nwhite,35693803564381,\n");
        EquipmentSet set = EquipmentFile.ReadEquipment(_path, out long skipped);
        Assert.Equal(2, set.Count);
        Assert.Equal(3, skipped);
        Assert.False(set.HasExpectations);
        Assert.Equal((35693803564381ul, 14), set.EquipmentOf(1));
    }

    [Fact]
    public void A_file_larger_than_the_buffer_is_read_whole()
    {
        StringBuilder text = new();
        for (int i = 0; i < 100_000; i++)
            text.Append(35693803000000 + i).Append('\n');
        Write(text.ToString());
        EquipmentSet set = EquipmentFile.ReadEquipment(_path, out _);
        Assert.Equal(100_000, set.Count);
        for (int i = 0; i < set.Count; i++)
            Assert.Equal(35693803000000ul + (ulong)i, set.EquipmentOf(i).Digits);
    }

    [Fact]
    public void Gzip_is_recognised()
    {
        using (GZipStream file = new(File.Create(_path), CompressionLevel.Fastest))
            file.Write("35693803564380\n35693803564381"u8);
        Assert.Equal(2, EquipmentFile.ReadEquipment(_path, out _).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(9999)]
    public void A_shuffled_set_leaves_nobody_out(int count)
    {
        EquipmentSet set = EquipmentSet.OfRange(35693803000000, count);
        set.Shuffle();
        Assert.Equal(count, Enumerable.Range(0, count).Select(i => set.EntryOf(i)).Distinct().Count());
    }

    [Theory]
    [InlineData(0ul, 14, "00000000000000")]
    [InlineData(35693803564380ul, 14, "35693803564380")]
    [InlineData(1010123456789ul, 15, "001010123456789")]
    [InlineData(4294967295ul, 10, "4294967295")]
    [InlineData(9999999999999999ul, 16, "9999999999999999")]
    [InlineData(7ul, 1, "7")]
    [InlineData(123456789ul, 9, "123456789")]
    public void Digits_are_written_with_leading_zeros(ulong value, int length, string text)
    {
        byte[] octets = new byte[length];
        Digits.Write(octets, value);
        Assert.Equal(text, Encoding.ASCII.GetString(octets));
        Assert.True(Digits.TryRead(octets, out ulong read));
        Assert.Equal(value, read);
    }

    private EquipmentSet ReadExpectations(string text)
    {
        Write(text);
        return EquipmentFile.ReadExpectations(_path);
    }

    private void Write(string text) => File.WriteAllText(_path, text);
}
