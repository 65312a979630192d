using System.Net;
using System.Text;
using static EirDiameter.Protocol.Tests.Samples;

namespace EirDiameter.Protocol.Tests;

/// <summary>Frames, data types, and the inputs on which other parsers broke.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("010000", FrameStatus.NeedMore, 4)]
    [InlineData("01000014", FrameStatus.NeedMore, 20)]
    [InlineData("01000013", FrameStatus.Compromised, 0)]
    [InlineData("01000000", FrameStatus.Compromised, 0)]
    [InlineData("01001004", FrameStatus.Compromised, 0)]
    [InlineData("01FFFFFF", FrameStatus.Compromised, 0)]
    [InlineData("02000014", FrameStatus.NeedMore, 20)]
    [InlineData("02000015", FrameStatus.Compromised, 0)]
    [InlineData("01000015", FrameStatus.NeedMore, 21)]
    public void Frames_are_found_or_given_up(string head, FrameStatus status, int length)
    {
        Assert.Equal(status, Framing.Next(Convert.FromHexString(head), 4096, out int found));
        Assert.Equal(length, found);
    }

    [Fact]
    public void A_whole_message_is_a_message()
    {
        Assert.Equal(FrameStatus.Message, Framing.Next([.. Ecr, 1, 2, 3], 4096, out int length));
        Assert.Equal(Ecr.Length, length);
        Assert.Equal(FrameStatus.NeedMore, Framing.Next(Ecr.AsSpan(..^1), 4096, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(11)]
    public void A_vendor_AVP_with_a_length_under_12_ends_the_walk(int length)
    {
        byte[] octets = ThreeGpp(701, "abcd").Octets();
        octets[7] = (byte)length;
        var reader = new AvpReader(octets);
        Assert.False(reader.MoveNext());
        Assert.True(reader.Malformed);
        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void Padding_that_is_not_zero_is_passed_over()
    {
        byte[] request = Ecr;
        request[^1] = 0xFF;
        Assert.NotEmpty(Answer(request, out Fault fault));
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Groups_nested_without_end_neither_recurse_nor_break_the_text()
    {
        NaiveAvp nest = Terminal();
        for (int i = 0; i < 2000; i++)
            nest = Terminal(nest);
        byte[] request = With(nest).Encode();
        Answer(request, out Fault fault);
        Assert.True(fault.IsNone);
        Assert.True(MessageText.Format(request).Length < 10_000);
    }

    [Fact]
    public void All_Proxy_Info_come_back_octet_by_octet_and_in_order_also_with_an_error()
    {
        NaiveAvp[] proxies = [ProxyInfo("dra2", 9, 8, 7), new NaiveAvp(284, 0, 0x60, [1, 2, 3, 4, 5]), ProxyInfo("dra1")];
        foreach (NaiveMessage request in new[] { Adding(proxies), Without(1401), With(Base(283, "elsewhere")) })
        {
            request.Avps.RemoveAll(a => a.Code == 284);
            request.Avps.InsertRange(1, proxies);
            NaiveMessage answer = NaiveMessage.Decode(Answer(request.Encode(), out _))!;
            Assert.Equal(proxies.SelectMany(p => p.Octets()), answer.Avps.Where(a => a.Code == 284).SelectMany(a => a.Octets()));
        }
    }

    [Fact]
    public void A_Session_Id_may_stand_anywhere_and_is_sent_first()
    {
        NaiveMessage request = Request();
        request.Avps.Reverse();
        NaiveMessage answer = NaiveMessage.Decode(Answer(request.Encode(), out Fault fault))!;
        Assert.True(fault.IsNone);
        Assert.Equal(263u, answer.Avps[0].Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_Session_Id_of_any_length_is_padded_with_zeros(int length)
    {
        byte[] request = With(Base(263, new string('s', length))).Encode();
        Assert.True(MeIdentityCheckRequest.TryRead(request, Local, out MeIdentityCheckRequest read, out _));
        byte[] answer = new byte[AnswerWriter.MaxLength(request.Length, Local)];
        Array.Fill(answer, (byte)0xEE);
        int written = AnswerWriter.WriteEquipmentStatus(request, in read, Local, 0, answer);
        Assert.Equal(Base(263, new string('s', length)).Octets(), answer[20..(20 + ((8 + length + 3) & ~3))]);
        Assert.NotNull(NaiveMessage.Decode(answer[..written]));
    }

    [Fact]
    public void Every_data_type_is_read_as_it_was_written()
    {
        byte[] octets = new byte[1024];
        var moment = new DateTimeOffset(2040, 5, 6, 7, 8, 9, TimeSpan.Zero);
        var writer = new MessageWriter(octets, CommandFlags.None, 1, 2, 3, 4);
        writer.WriteInteger32(1, -5);
        writer.WriteUnsigned32(2, uint.MaxValue);
        writer.WriteInteger64(3, long.MinValue);
        writer.WriteUnsigned64(4, ulong.MaxValue);
        writer.WriteFloat32(5, 1.5f);
        writer.WriteFloat64(6, -2.25);
        writer.WriteTime(7, moment);
        writer.WriteAddress(8, IPAddress.Parse("2001:db8::7"));
        writer.WriteAddress(9, IPAddress.Parse("::ffff:192.0.2.9"));
        writer.WriteUtf8(10, "zwölf", 10415, AvpFlags.None);
        int group = writer.BeginGroup(11);
        writer.WriteOctets(12, [1]);
        writer.EndGroup(group);
        AvpReader reader = AvpReader.OfMessage(octets.AsSpan(0, writer.Finish()));
        Assert.True(Next(ref reader).TryReadInteger32(out int i32) && i32 == -5);
        Assert.True(Next(ref reader).TryReadUnsigned32(out uint u32) && u32 == uint.MaxValue);
        Assert.True(Next(ref reader).TryReadInteger64(out long i64) && i64 == long.MinValue);
        Assert.True(Next(ref reader).TryReadUnsigned64(out ulong u64) && u64 == ulong.MaxValue);
        Assert.True(Next(ref reader).TryReadFloat32(out float f32) && f32 == 1.5f);
        Assert.True(Next(ref reader).TryReadFloat64(out double f64) && f64 == -2.25);
        Assert.True(Next(ref reader).TryReadTime(out DateTimeOffset time) && time == moment);
        Assert.True(Next(ref reader).TryReadAddress(out IPAddress? v6) && v6!.ToString() == "2001:db8::7");
        Assert.True(Next(ref reader).TryReadAddress(out IPAddress? v4) && v4!.ToString() == "192.0.2.9");
        Avp text = Next(ref reader);
        Assert.True(text.TryReadUtf8(out string utf8) && utf8 == "zwölf");
        Assert.True(text.Is(10, 10415) && !text.IsMandatory && !text.TryReadUnsigned32(out _));
        Avp outer = Next(ref reader);
        Assert.Equal(20, outer.Length);
        AvpReader inner = outer.Group();
        Assert.True(inner.MoveNext() && inner.Current.Is(12));
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData(0x80000000u, "1968-01-20T03:14:08Z")]
    [InlineData(0xFFFFFFFFu, "2036-02-07T06:28:15Z")]
    [InlineData(0u, "2036-02-07T06:28:16Z")]
    [InlineData(0x7FFFFFFFu, "2104-02-26T09:42:23Z")]
    public void Time_goes_on_after_2036(uint seconds, string moment)
    {
        DateTimeOffset expected = DateTimeOffset.Parse(moment);
        Assert.Equal(expected, DiameterTime.FromSeconds(seconds));
        Assert.Equal(seconds, DiameterTime.ToSeconds(expected));
    }

    [Theory]
    [InlineData("aaa://host.example", "aaa://host.example:3868;transport=tcp;protocol=diameter")]
    [InlineData("aaas://host.example", "aaas://host.example:5868;transport=tcp;protocol=diameter")]
    [InlineData("aaa://host.example:6666;transport=sctp", "aaa://host.example:6666;transport=sctp;protocol=diameter")]
    [InlineData("aaa://[2001:db8::1]:3869;protocol=radius;transport=udp", "aaa://[2001:db8::1]:3869;transport=udp;protocol=radius")]
    [InlineData("http://host", null)]
    [InlineData("aaa://", null)]
    [InlineData("aaa://host:99999", null)]
    [InlineData("aaa://host;transport=", null)]
    [InlineData("aaa://host;transport=1", null)]
    [InlineData("aaa://host;transport=udp", null)]
    [InlineData("aaa://[::1", null)]
    public void URIs_are_read_with_their_defaults(string text, string? expected)
    {
        bool read = DiameterUri.TryParse(Encoding.UTF8.GetBytes(text), out DiameterUri uri);
        Assert.Equal(expected, read ? uri.ToString() : null);
    }

    [Fact]
    public void The_dictionary_finds_what_it_lists_and_nothing_else()
    {
        Assert.All(AvpDictionary.All, d => Assert.Same(d, AvpDictionary.Find(d.Code, d.VendorId)));
        Assert.Equal(AvpDictionary.All.Count, AvpDictionary.All.DistinctBy(d => (d.Code, d.VendorId)).Count());
        Assert.True(AvpDictionary.All.Count < 256);
        Assert.Null(AvpDictionary.Find(1402, 0));
        Assert.Null(AvpDictionary.Find(263, 10415));
        Assert.Null(AvpDictionary.Find(1402, 99));
        Assert.Null(AvpDictionary.Find(uint.MaxValue, 0));
    }

    [Fact]
    public void The_text_of_a_message_masks_subscribers_unless_asked()
    {
        byte[] request = Adding(Base(281, "line\nbreak", 0), new NaiveAvp(701, 10415, 0xC0, [0x21])).Encode();
        string masked = MessageText.Format(request);
        Assert.Contains("ME-Identity-Check-Request", masked, StringComparison.Ordinal);
        Assert.Contains("IMEI (1402/10415, M) = \"35693803******\"", masked, StringComparison.Ordinal);
        Assert.Contains("User-Name (1, M) = \"00101**********\"", masked, StringComparison.Ordinal);
        Assert.Contains("line\\u000abreak", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("001010123456789", masked, StringComparison.Ordinal);
        string revealed = MessageText.Format(request, reveal: true);
        Assert.Contains("\"35693803564380\"", revealed, StringComparison.Ordinal);
        Assert.Contains("\"001010123456789\"", revealed, StringComparison.Ordinal);
        Assert.DoesNotContain("001011234567890", MessageText.Format(With(Base(263, "mme;1;1;001011234567890")).Encode()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_shorter_than_a_header_has_no_answer()
    {
        Assert.Empty(Answer(Ecr[..19], out Fault fault));
        Assert.True(fault.IsNone);
        Assert.Empty(Answer(Convert.FromHexString(BlockedHex), out Fault none));
        Assert.True(none.IsNone);
    }

    [Fact]
    public void The_error_message_names_the_AVP()
    {
        NaiveAvp text = Refusal(With(Terminal(ThreeGpp(1402, "1"), ThreeGpp(1402, "2"))), 5009, 16)[281];
        Assert.Equal("AVP occurs too many times: Terminal-Information/IMEI", text.Text);
        Assert.False(text.Mandatory);
    }

    private static Avp Next(ref AvpReader reader)
    {
        Assert.True(reader.MoveNext());
        return reader.Current;
    }
}
