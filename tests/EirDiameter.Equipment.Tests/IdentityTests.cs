using System.Text;
using FsCheck.Xunit;
using Xunit;

namespace EirDiameter.Equipment.Tests;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("26053179311383", 7)]
    [InlineData("49015420323751", 8)]
    [InlineData("35693803564380", 9)]
    [InlineData("01234567890123", 7)]
    [InlineData("00000000000000", 0)]
    public void Check_digits_follow_the_Luhn_formula(string digits, int expected)
    {
        Assert.True(EquipmentKey.TryParse(digits, out EquipmentKey key));
        Assert.Equal(expected, Imei.CheckDigit(key));
    }

    [Property(MaxTest = 2000)]
    public bool All_written_forms_of_an_IMEI_map_to_one_key(ulong seed, byte version)
    {
        EquipmentKey key = KeyOf(seed);
        int softwareVersion = version % 100;
        return Reads($"{key}", key, Imei.NoSoftwareVersion)
            && Reads($"{key}{Imei.CheckDigit(key)}", key, Imei.NoSoftwareVersion)
            && Reads($"{key}0", key, Imei.NoSoftwareVersion)
            && Reads($"{key}{softwareVersion:D2}", key, (byte)softwareVersion);
    }

    [Property(MaxTest = 2000)]
    public bool Any_15th_digit_is_accepted_from_the_wire(ulong seed, byte digit)
    {
        EquipmentKey key = KeyOf(seed);
        return Imei.TryParse($"{key}{digit % 10}", out Imei imei) && imei.Key == key && imei.FifteenthDigit == digit % 10;
    }

    [Property(MaxTest = 2000)]
    public bool Eight_at_a_time_reads_as_one_at_a_time(byte[] noise, ulong seed, byte position)
    {
        byte[] text = Encoding.ASCII.GetBytes(KeyOf(seed).ToString());
        if (noise.Length > 0)
            text[position % 14] = noise[0];
        bool isNumber = text.All(octet => octet is >= (byte)'0' and <= (byte)'9');
        bool read = Imei.TryParse(text, out Imei imei);
        return read == isNumber && (!read || imei.Key.Value == ulong.Parse(Encoding.ASCII.GetString(text)));
    }

    [Fact]
    public void Every_octet_that_is_no_digit_is_refused_in_every_place()
    {
        for (int place = 0; place < 16; place++)
        {
            for (int octet = 0; octet < 256; octet++)
            {
                byte[] text = "9999999999999999"u8.ToArray();
                text[place] = (byte)octet;
                Assert.Equal(octet is >= '0' and <= '9', Imei.TryParse(text, out _));
            }
        }
    }

    [Property(MaxTest = 2000)]
    public bool Garbage_is_refused_without_an_exception(byte[] octets, string? text)
    {
        bool isNumber = octets.Length is >= 14 and <= 16 && octets.All(octet => octet is >= (byte)'0' and <= (byte)'9');
        _ = Imei.TryParseListed(octets, out _, out _) | Imei.TryParseListed(text, out _, out _) | Imei.TryParse(text, out _);
        _ = EquipmentKey.TryParse(octets, out _) | EquipmentKey.TryParse(text, out _);
        _ = Tac.TryParse(octets, out _) | Tac.TryParse(text, out _) | Imsi.TryParse(octets, out _) | Imsi.TryParse(text, out _);
        _ = Meid.TryParse(octets, out _) | Meid.TryParse(text, out _) | Meid.TryRead(octets, out _);
        return Imei.TryParse(octets, out _) == isNumber;
    }

    [Theory]
    [InlineData("")]
    [InlineData("3569380356438")]
    [InlineData("35693803564380901")]
    [InlineData("3569380356438A")]
    [InlineData(" 5693803564380")]
    [InlineData("356938035643٣0")]
    public void What_is_not_14_to_16_digits_is_no_IMEI(string text)
    {
        Assert.False(Imei.TryParse(text, out Imei imei));
        Assert.Equal(default, imei);
    }

    [Fact]
    public void A_listed_IMEI_with_a_wrong_check_digit_is_refused_with_the_right_one()
    {
        Assert.False(Imei.TryParseListed("356938035643808", out _, out string? error));
        Assert.Equal("check digit 8 of IMEI 35693803564380 is wrong, expected 9", error);
    }

    [Theory]
    [InlineData("35693803564380")]
    [InlineData("356938035643809")]
    [InlineData("356938035643800")]
    [InlineData("3569380356438012")]
    public void A_listed_IMEI_may_be_in_any_of_the_four_forms(string text)
    {
        Assert.True(Imei.TryParseListed(text, out Imei imei, out string? error));
        Assert.Null(error);
        Assert.Equal(35_693_803_564_380UL, imei.Key.Value);
        Assert.Equal(text, imei.ToString());
    }

    [Theory]
    [InlineData("3569380356", "an IMEI has 14, 15 or 16 digits, this has 10 characters")]
    [InlineData("3569380356438x", "an IMEI has decimal digits only")]
    [InlineData("35693803564380123456", "an IMEI has 14, 15 or 16 digits, this has 20 characters")]
    [InlineData("356938035643é0", "an IMEI has decimal digits only")]
    public void A_listed_IMEI_that_is_none_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(Imei.TryParseListed(text, out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Property(MaxTest = 2000)]
    public bool Keys_survive_writing_and_reading(ulong seed)
    {
        EquipmentKey imei = KeyOf(seed);
        EquipmentKey meid = new(EquipmentKey.MinMeid + (seed % (EquipmentKey.MaxMeid - EquipmentKey.MinMeid + 1)));
        Span<byte> utf8 = stackalloc byte[EquipmentKey.Length];
        return EquipmentKey.TryParse(imei.ToString(), out EquipmentKey sameImei) && sameImei == imei && !sameImei.IsMeid
            && EquipmentKey.TryParse(meid.ToString(), out EquipmentKey sameMeid) && sameMeid == meid && sameMeid.IsMeid
            && meid.TryFormat(utf8) && EquipmentKey.TryParse(utf8, out EquipmentKey again) && again == meid
            && imei.TryFormat(utf8) && Encoding.ASCII.GetString(utf8) == imei.ToString();
    }

    [Fact]
    public void Leading_zeros_of_a_key_are_written()
    {
        Assert.Equal("00000000000007", new EquipmentKey(7).ToString());
        Assert.False(new EquipmentKey(7).TryFormat(new byte[13]));
    }

    [Fact]
    public void No_MEID_collides_with_an_IMEI() => Assert.True(EquipmentKey.MinMeid > EquipmentKey.MaxImei);

    [Theory]
    [InlineData("AF0123450ABCDE", true)]
    [InlineData("af0123450abcde", true)]
    [InlineData("AF0123450ABCDEC", true)]
    [InlineData("AF0123450ABCDED", false)]
    [InlineData("A0000000000000", true)]
    [InlineData("9F999999999999", false)]
    [InlineData("99000012345678", false)]
    [InlineData("AF0123450ABCD", false)]
    [InlineData("AF0123450ABCDG", false)]
    public void A_MEID_is_14_hexadecimal_digits_from_A0_on(string text, bool expected) =>
        Assert.Equal(expected, Meid.TryParse(text, out _));

    [Fact]
    public void Check_digits_of_MEIDs_are_Luhn_to_the_base_16()
    {
        Assert.True(Meid.TryParse("AF0123450ABCDE", out Meid meid));
        Assert.Equal(0xC, Meid.CheckDigit(meid.Key));
    }

    [Fact]
    public void A_MEID_reads_alike_from_every_coding()
    {
        byte[] plain = [0xAF, 0x01, 0x23, 0x45, 0x0A, 0xBC, 0xDE];
        byte[] mobileIdentity = [0xA1, 0x0F, 0x21, 0x43, 0x05, 0xBA, 0xDC, 0xFE];
        Assert.True(Meid.TryRead(plain, out Meid first));
        Assert.True(Meid.TryRead(mobileIdentity, out Meid second));
        Assert.True(Meid.TryRead("AF0123450ABCDE"u8, out Meid third));
        Assert.Equal("AF0123450ABCDE", first.ToString());
        Assert.Equal(first, second);
        Assert.Equal(first, third);
    }

    [Theory]
    [InlineData(new byte[] { 0x99, 0x01, 0x23, 0x45, 0x0A, 0xBC, 0xDE })]
    [InlineData(new byte[] { 0xA2, 0x0F, 0x21, 0x43, 0x05, 0xBA, 0xDC, 0xFE })]
    [InlineData(new byte[] { 0xA1, 0x0F, 0x21, 0x43, 0x05, 0xBA, 0xDC, 0x0E })]
    [InlineData(new byte[] { 0xAF })]
    [InlineData(new byte[0])]
    public void Octets_that_are_no_MEID_are_refused(byte[] octets) => Assert.False(Meid.TryRead(octets, out _));

    [Fact]
    public void A_TAC_spans_a_million_keys_that_all_know_it()
    {
        Assert.True(Tac.TryParse("01234567", out Tac tac));
        Assert.Equal("01234567000000", tac.First.ToString());
        Assert.Equal("01234567999999", tac.Last.ToString());
        Assert.Equal(tac, tac.First.Tac);
        Assert.Equal(tac, tac.Last.Tac);
        Assert.Equal(999_999u, tac.Last.SerialNumber);
        Assert.Equal("01234567", tac.ToString());
        Assert.False(Tac.TryParse("1234567", out _));
    }

    [Theory]
    [InlineData("00100099", false)]
    [InlineData("00100100", true)]
    [InlineData("00101799", true)]
    [InlineData("00101800", false)]
    [InlineData("00440000", true)]
    [InlineData("00860000", true)]
    [InlineData("00910099", true)]
    [InlineData("00450000", false)]
    [InlineData("01100100", false)]
    [InlineData("35100100", false)]
    public void Test_TACs_are_those_that_DIRBS_knows(string text, bool expected)
    {
        Assert.True(Tac.TryParse(text, out Tac tac));
        Assert.Equal(expected, tac.IsTestTac);
    }

    [Theory]
    [InlineData("00100100", ReportingBodyState.Test)]
    [InlineData("01234567", ReportingBodyState.Allocating)]
    [InlineData("35693803", ReportingBodyState.Allocating)]
    [InlineData("44000000", ReportingBodyState.Retired)]
    [InlineData("98000100", ReportingBodyState.Reserved)]
    [InlineData("77000000", ReportingBodyState.Unassigned)]
    public void The_first_two_digits_of_a_TAC_name_who_allocated_it(string text, ReportingBodyState expected)
    {
        Assert.True(Tac.TryParse(text, out Tac tac));
        Assert.Equal(expected, tac.ReportingBody.State);
        Assert.Equal(int.Parse(text[..2]), tac.ReportingBody.Identifier);
        Assert.Equal(expected == ReportingBodyState.Unassigned, tac.ReportingBody.Name.Length == 0);
    }

    [Fact]
    public void A_MEID_has_no_TAC()
    {
        Tac tac = new EquipmentKey(EquipmentKey.MinMeid).Tac;
        Assert.True(tac.IsNone);
        Assert.False(tac.IsTestTac);
        Assert.Equal(ReportingBodyState.Unassigned, tac.ReportingBody.State);
    }

    [Theory]
    [InlineData("12345", false)]
    [InlineData("123456", true)]
    [InlineData("001010123456789", true)]
    [InlineData("999999999999999", true)]
    [InlineData("000000", true)]
    [InlineData("1234567890123456", false)]
    [InlineData("00101012345678@", false)]
    [InlineData("", false)]
    public void An_IMSI_has_6_to_15_digits(string text, bool expected)
    {
        Assert.Equal(expected, Imsi.TryParse(text, out Imsi imsi));
        Assert.Equal(expected ? text : string.Empty, imsi.ToString());
        Assert.Equal(!expected, imsi.IsNone);
    }

    [Fact]
    public void Leading_zeros_of_an_IMSI_count() => Assert.NotEqual(Given.ImsiOf("0010101"), Given.ImsiOf("010101"));

    private static EquipmentKey KeyOf(ulong seed) => new((seed * 0x9E3779B97F4A7C15) % (EquipmentKey.MaxImei + 1));

    private static bool Reads(string text, EquipmentKey key, byte softwareVersion) =>
        Imei.TryParse(text, out Imei fromText) && fromText.Key == key && fromText.SoftwareVersion == softwareVersion
        && Imei.TryParse(Encoding.ASCII.GetBytes(text), out Imei fromOctets) && fromOctets == fromText && fromText.ToString() == text;
}
