using System.Text;
using EirDiameter.Protocol;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;
using EirDiameter.S13Load.Traffic;
using EirDiameter.S13Load.Wire;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class RequestTemplateTests
{
    private const string Host = "mme0.example.org";

    private readonly byte[] _buffer = new byte[RequestTemplate.MaxLength];

    [Fact]
    public void A_request_has_the_avps_of_the_grammar_in_its_order()
    {
        RequestTemplate template = Create(new LoadOptions { DestinationHost = "eir.example.org" });
        ReadOnlySpan<byte> message = Write(template, hopByHop: 0x01020304, endToEnd: 4_000_000_000, entry: 5);
        Assert.True(DiameterHeader.TryRead(message, out DiameterHeader header));
        Assert.Equal(
            new DiameterHeader(1, message.Length, CommandFlags.Request | CommandFlags.Proxiable, 324, 16777252, 0x01020304, 4_000_000_000), header);
        List<uint> codes = [];
        AvpReader avps = AvpReader.OfMessage(message);
        while (avps.MoveNext())
            codes.Add(avps.Current.Code);
        Assert.False(avps.Malformed);
        Assert.Equal([263, 260, 277, 264, 296, 293, 283, 1401, 1], codes);
        Assert.Equal("mme0.example.org;0000001234;4000000000", Text(message, AvpCodes.SessionId));
        Assert.Equal("001010123456789", Text(message, AvpCodes.UserName));
        Assert.Equal(("35693803564385", "01"), Terminal(message));
    }

    [Fact]
    public void What_is_left_out_is_not_there()
    {
        RequestTemplate template = Create(new LoadOptions { Imsi = null, SoftwareVersion = null });
        ReadOnlySpan<byte> message = Write(template, 1, 2, 0);
        Assert.Null(Text(message, AvpCodes.UserName));
        Assert.Null(Text(message, AvpCodes.DestinationHost));
        Assert.Equal(("35693803564380", null), Terminal(message));
    }

    [Fact]
    public void Entries_bring_their_own_imsi_and_form()
    {
        EquipmentSet set = EquipmentSet.OfEntries(
            [EquipmentSet.Pack(3569380356438012, 16), EquipmentSet.Pack(35693803564380, 14), EquipmentSet.Pack(356938035643809, 15)],
            null,
            [EquipmentSet.Pack(1019876543210, 15), 0, EquipmentSet.Pack(123456, 6)]);
        RequestTemplate template = new(new LoadOptions(), set, Host, 1234, null);
        string?[] expected = ["3569380356438012", "001019876543210", "35693803564380", null, "356938035643809", "123456"];
        for (int i = 0; i < 3; i++)
        {
            ReadOnlySpan<byte> message = Write(template, 1, 2, i);
            Assert.Equal(expected[2 * i], Terminal(message).Imei);
            Assert.Equal(expected[2 * i + 1], Text(message, AvpCodes.UserName));
            Assert.True(DiameterHeader.TryRead(message, out DiameterHeader header));
            Assert.Equal(message.Length, header.Length);
        }
    }

    [Fact]
    public void Imsis_from_a_list_are_taken_in_turn()
    {
        RequestTemplate template = new(
            new LoadOptions { Imsi = null }, EquipmentSet.OfRange(35693803564380, 1), Host, 1, [EquipmentSet.Pack(111111, 6), EquipmentSet.Pack(222222222, 9)]);
        Assert.Equal("111111", Text(Write(template, 1, 1, 0), AvpCodes.UserName));
        Assert.Equal("222222222", Text(Write(template, 2, 2, 0), AvpCodes.UserName));
        Assert.Equal("111111", Text(Write(template, 3, 3, 0), AvpCodes.UserName));
    }

    [Fact]
    public void Only_the_session_id_of_the_request_is_recognised()
    {
        RequestTemplate template = Create(new LoadOptions());
        Assert.True(template.IsSessionId("mme0.example.org;0000001234;0000000042"u8, 42));
        Assert.False(template.IsSessionId("mme0.example.org;0000001234;0000000043"u8, 42));
        Assert.False(template.IsSessionId("mme0.example.org;0000001235;0000000042"u8, 42));
        Assert.False(template.IsSessionId("mme0.example.org;0000001234;0000000042;s13"u8, 42));
        Assert.False(template.IsSessionId(""u8, 42));
    }

    [Fact]
    public void Writing_requests_and_reading_answers_allocates_nothing()
    {
        RequestTemplate template = Create(new LoadOptions { Forms = [ImeiForm.Plain, ImeiForm.CheckDigit, ImeiForm.SoftwareVersion] });
        InFlight inFlight = new(100);
        RunLedger run = new(new Amount(long.MaxValue, null), 0, 0, 1_000_000);
        byte[] answer = new byte[1024];
        void Exchange(uint endToEnd, Say say)
        {
            uint hopByHop = inFlight.Open(new OpenRequest(run.Send(endToEnd), endToEnd, (int)(endToEnd % 1000)));
            ReadOnlySpan<byte> request = Write(template, hopByHop, endToEnd, (int)(endToEnd % 1000));
            _ = DiameterHeader.TryRead(request, out DiameterHeader header);
            AvpReader avps = AvpReader.OfMessage(request);
            _ = avps.MoveNext();
            int length = AnsweringServer.WriteCheckAnswer(answer, header, avps.Current.Data, say);
            _ = DiameterHeader.TryRead(answer, out DiameterHeader answerHeader);
            Assert.True(inFlight.TryClose(answerHeader.HopByHop, answerHeader.EndToEnd, out OpenRequest open));
            run.Answer(open, endToEnd + 77 + endToEnd % 5000);
            if (AnswerReader.Read(answer.AsSpan(0, length), answerHeader, template, out AnswerCode code) is null)
                run.Tally.Count(code);
        }
        for (uint i = 0; i < 10; i++)
            Exchange(i, (Say)(i % 4));

        // The runtime itself may allocate once on this thread while it makes hot code anew; what each request costs is in every round.
        long least = long.MaxValue;
        for (uint round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (uint i = 0; i < 10_000; i++)
                Exchange(10 + round * 10_000 + i, (Say)(i % 4));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
        Assert.Equal(50_010, run.Tally.Answered);
    }

    private static RequestTemplate Create(LoadOptions options) => new(options, EquipmentSet.OfRange(35693803564380, 1000), Host, 1234, null);

    private ReadOnlySpan<byte> Write(RequestTemplate template, uint hopByHop, uint endToEnd, int entry) =>
        _buffer.AsSpan(0, template.Write(_buffer, hopByHop, endToEnd, entry));

    private static (string? Imei, string? SoftwareVersion) Terminal(ReadOnlySpan<byte> message)
    {
        string? imei = null, version = null;
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (!avp.Is(AvpCodes.TerminalInformation, Vendors.ThreeGpp))
                continue;
            foreach (Avp inner in avp.Group())
            {
                if (inner.Is(AvpCodes.Imei, Vendors.ThreeGpp))
                    imei = Encoding.ASCII.GetString(inner.Data);
                if (inner.Is(AvpCodes.SoftwareVersion, Vendors.ThreeGpp))
                    version = Encoding.ASCII.GetString(inner.Data);
            }
        }
        return (imei, version);
    }

    private static string? Text(ReadOnlySpan<byte> message, uint code)
    {
        foreach (Avp avp in AvpReader.OfMessage(message))
        {
            if (avp.Is(code))
                return Encoding.ASCII.GetString(avp.Data);
        }
        return null;
    }
}
