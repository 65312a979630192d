using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Wire;

public sealed class MessageLinesTests
{
    private static readonly NaiveAvp Imei = new(1402, 10415, 0xC0, [.. "35693803564380"u8]);

    [Fact]
    public void A_message_is_named_down_to_each_AVP_of_a_group()
    {
        NaiveMessage message = new()
        {
            Flags = 0xC0,
            Command = 324,
            Application = 16777252,
            HopByHop = 0x11111111,
            EndToEnd = 0x2222,
            Avps =
            [
                new NaiveAvp(277, 0, 0x40, [0, 0, 0, 1]),
                new NaiveAvp(1401, 10415, 0xC0, Imei.Octets()),
                new NaiveAvp(257, 0, 0x40, [0, 1, 192, 0, 2, 1]),
                new NaiveAvp(9999, 0, 0x00, [1, 2, 3]),
            ],
        };

        Assert.Equal(
            [
                "ME-Identity-Check-Request (324)  flags RP  application 16777252  length 100",
                "Hop-by-Hop 0x11111111  End-to-End 0x00002222",
                "Auth-Session-State [M] 1 (NO_STATE_MAINTAINED)",
                "Terminal-Information [VM] vendor 10415",
                "  IMEI [VM] vendor 10415 \"35693803564380\"",
                "Host-IP-Address [M] 192.0.2.1",
                "AVP 9999 [-] hex:010203",
            ],
            MessageLines.Of(message.Encode()));
    }

    [Fact]
    public void What_is_too_short_for_a_header_is_shown_in_hexadecimal() =>
        Assert.Equal(["! 3 octets: too few for a header, which has 20", "hex 010000"], MessageLines.Of([1, 0, 0]));

    [Fact]
    public void An_AVP_that_reaches_past_the_message_is_shown_as_far_as_it_is_there()
    {
        byte[] octets = new NaiveMessage { Command = 280, Avps = [new NaiveAvp(278, 0, 0x40, [0, 0, 0, 7]), new NaiveAvp(264, 0, 0x40, [.. "abcd"u8])] }.Encode();
        octets[20 + 12 + 7] = 200;

        IReadOnlyList<string> lines = MessageLines.Of(octets);

        Assert.Equal(["Origin-State-Id [M] 7", "Origin-Host [M]", "! AVP length 200: only 12 octets are left", "hex 61626364"], lines.Skip(2));
    }

    [Fact]
    public void Wrong_length_version_and_padding_are_said()
    {
        byte[] octets = new NaiveMessage { Command = 280, Avps = [new NaiveAvp(264, 0, 0x40, [.. "abc"u8])] }.Encode();
        octets[0] = 2;
        octets[3] = 99;
        octets[^1] = 0xFF;

        Assert.Equal(["! version 2", "! the length field says 99, there are 32 octets", "Origin-Host [M] \"abc\"", "! padding ff"], MessageLines.Of(octets).Skip(2));
    }

    [Fact]
    public void Text_cannot_move_the_cursor_and_numbers_of_wrong_size_are_hexadecimal()
    {
        byte[] octets = new NaiveMessage { Avps = [new NaiveAvp(1, 0, 0, [.. "a\u001b[2J\"\n"u8]), new NaiveAvp(1, 0, 0, [0xFF]), new NaiveAvp(268, 0, 0, [1, 2])] }.Encode();

        Assert.Equal(["User-Name [-] \"a\\u{1b}[2J\\\"\\u{a}\"", "User-Name [-] hex:ff", "Result-Code [-] hex:0102"], MessageLines.Of(octets).Skip(2));
    }

    [Fact]
    public void Any_octets_give_lines()
    {
        Random random = new(1);
        byte[] good = new NaiveMessage { Flags = 0xFF, Command = 324, Avps = [new NaiveAvp(1401, 10415, 0xC0, Imei.Octets()), Imei] }.Encode();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] octets = [.. good[..random.Next(good.Length + 1)]];
            for (int change = random.Next(6); change > 0 && octets.Length > 0; change--)
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            Assert.NotEmpty(MessageLines.Of(octets));
        }
    }

    [Fact]
    public void A_message_of_nothing_but_groups_in_groups_does_not_exhaust_the_stack()
    {
        byte[] data = [];
        for (int i = 0; i < 2000; i++)
            data = new NaiveAvp(279, 0, 0x40, data).Octets();

        Assert.InRange(MessageLines.Of(new NaiveMessage { Avps = [new NaiveAvp(279, 0, 0x40, data)] }.Encode()).Count, 10, 30);
    }
}
