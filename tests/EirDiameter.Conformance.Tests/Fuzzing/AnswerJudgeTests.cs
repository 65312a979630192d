using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Fuzzing;

public sealed class AnswerJudgeTests
{
    private readonly List<Finding> _findings = [];
    private readonly SentMessages _sent = new();
    private readonly AnswerJudge _judge;
    private int _position;

    public AnswerJudgeTests()
    {
        _judge = new AnswerJudge(_sent, new BlackReading([FuzzTestSubject.Black]), _findings.Add);
    }

    [Fact]
    public void A_right_answer_is_found_nothing_wrong_with()
    {
        byte[] request = Send();
        Assert.NotNull(_judge.Judge(Answer(request, 2001, status: 1)));
        Assert.Empty(_findings);
    }

    [Fact]
    public void What_cannot_be_decoded_is_found()
    {
        byte[] answer = Answer(Send(), 2001, status: 1);
        answer[27] = 200;
        Found("cannot be decoded", answer);
    }

    [Fact]
    public void An_answer_with_the_R_bit_is_found() => Found("R bit", With(Answer(Send(), 2001, status: 1), 4, 0x80));

    [Fact]
    public void A_request_that_no_EIR_makes_is_found() => Found("neither DWR nor DPR", With(Answer(Request(5), 2001, status: 1), 4, 0x80));

    [Fact]
    public void A_watchdog_request_is_nothing_wrong()
    {
        Assert.Null(_judge.Judge(Encode(new NaiveMessage { Flags = 0x80, Command = 280, HopByHop = 99, Avps = Origins() })));
        Assert.Empty(_findings);
    }

    [Fact]
    public void Identifiers_that_nothing_had_are_found() => Found("no message had", Answer(Request(5), 2001, status: 1));

    [Fact]
    public void A_second_answer_is_found()
    {
        byte[] answer = Answer(Send(), 2001, status: 1);
        _judge.Judge(answer);
        Found("twice", answer);
    }

    [Fact]
    public void Two_requests_with_the_same_identifiers_may_get_two_answers()
    {
        byte[] answer = Answer(Send(), 2001, status: 1);
        Send();
        _judge.Judge(answer);
        _judge.Judge(answer);
        Assert.Empty(_findings);
    }

    [Fact]
    public void An_answer_to_an_answer_is_found() => Found("no request", Answer(Send(Clear(Request(1), 0x80)), 3001, error: true));

    [Fact]
    public void Another_command_or_application_is_found()
    {
        Found("another command", With(Answer(Send(), 2001, status: 1), 7, 1));
        Found("another command", With(Answer(Send(), 2001, status: 1), 11, 1));
    }

    [Fact]
    public void The_P_bit_must_be_that_of_the_request() => Found("P bit", Clear(Answer(Send(), 2001, status: 1), 0x40));

    [Fact]
    public void The_T_bit_must_be_clear() => Found("T bit", With(Answer(Send(), 2001, status: 1), 4, 0x10));

    [Fact]
    public void Reserved_bits_must_be_clear() => Found("reserved flags", With(Answer(Send(), 2001, status: 1), 4, 0x01));

    [Fact]
    public void Proxy_Info_is_given_back_with_what_flags_it_had()
    {
        byte[] request = Send();
        _judge.Judge(Answer(request, 2001, status: 1, more: new NaiveAvp(284, 0, 0x50, [])));
        Assert.Empty(_findings);
    }

    [Fact]
    public void Origin_Host_must_be_there() =>
        Found("Origin-Host", Encode(new NaiveMessage { Flags = 0x40, Command = 324, Application = MessageKind.S13, HopByHop = Id(Send()), EndToEnd = 7, Avps = [Number(268, 5012)] }));

    [Fact]
    public void Result_Code_and_Experimental_Result_exclude_each_other()
    {
        NaiveAvp experimental = new(297, 0, 0x40, [.. Number(266, 10415).Octets(), .. Number(298, 5422).Octets()]);
        Found("Result-Code and Experimental-Result", Answer(Send(), 2001, status: 1, more: experimental));
    }

    [Fact]
    public void An_answer_without_a_result_is_found() => Found("has 0 of", Answer(Send(), null));

    [Fact]
    public void A_protocol_error_needs_the_E_bit() => Found("without the E bit", Answer(Send(), 3002));

    [Theory]
    [InlineData(2001u)]
    [InlineData(4001u)]
    [InlineData(5005u)]
    public void Other_results_must_not_have_it(uint result) => Found("sets the E bit", Answer(Send(), result, error: true));

    [Fact]
    public void A_permanent_failure_may_have_it_when_the_answer_cannot_be_composed_otherwise()
    {
        byte[] request = Send(Encode(new NaiveMessage { Flags = 0xC0, Command = 324, Application = MessageKind.S13, HopByHop = 1, EndToEnd = 7, Avps = Origins() }));
        _judge.Judge(Answer(request, 5005, error: true));
        Assert.Empty(_findings);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    public void Black_equipment_must_not_be_permitted(uint status)
    {
        _judge.Judge(Answer(Send(), 2001, status: status));
        Assert.Equal(FindingKind.Safety, Assert.Single(_findings).Kind);
    }

    [Theory]
    [InlineData("356938035643800")]
    [InlineData("3569380356438007")]
    [InlineData("35693803564380X")]
    public void Fourteen_digits_decide_what_is_black(string imei)
    {
        _judge.Judge(Answer(Send(Request(1, imei)), 2001, status: 0));
        Assert.Equal(FindingKind.Safety, Assert.Single(_findings).Kind);
    }

    [Fact]
    public void Other_equipment_may_be_permitted()
    {
        _judge.Judge(Answer(Send(Request(1, FuzzTestSubject.White)), 2001, status: 0));
        Assert.Empty(_findings);
    }

    [Fact]
    public void Where_identifiers_are_shared_with_a_request_about_other_equipment_nobody_can_say()
    {
        byte[] request = Send();
        Send(Request(1, FuzzTestSubject.White));
        _judge.Judge(Answer(request, 2001, status: 0));
        Assert.Empty(_findings);
    }

    [Fact]
    public void A_right_request_must_be_answered_rightly()
    {
        byte[] request = Request(1, FuzzTestSubject.White);
        _sent.AddOwn(request, 0);
        _judge.Judge(Answer(request, 5012));
        Assert.Equal(FindingKind.Liveness, Assert.Single(_findings).Kind);
    }

    [Fact]
    public void Behind_a_false_length_messages_are_found_by_the_length_fields()
    {
        byte[] whole = [.. Request(1), .. Request(2)];
        Send([.. whole, 1]);
        _judge.Judge(Answer(Request(2), 2001, status: 1));
        Assert.Empty(_findings);
        Found("twice", Answer(Request(2), 2001, status: 1));
    }

    [Fact]
    public void Who_finds_a_message_elsewhere_in_octets_without_framing_may_answer_it()
    {
        byte[] octets = [.. Request(1), .. Request(2)];
        octets[3] += 4;
        Send(octets);
        _judge.Judge(Answer(Request(2), 2001, status: 1));
        Assert.Empty(_findings);
    }

    private void Found(string what, byte[] answer)
    {
        _findings.Clear();
        _judge.Judge(answer);
        Assert.Contains(_findings, finding => finding.Kind == FindingKind.WellFormed && finding.What.Contains(what, StringComparison.Ordinal));
    }

    private byte[] Send(byte[]? octets = null)
    {
        octets ??= Request(1);
        _sent.Add(new Mutation(_position, new FuzzPlace(FuzzKind.ECR, FuzzState.Open), [MutationOperator.Value], octets, []), _position++);
        return octets;
    }

    private static byte[] Request(uint id, string imei = FuzzTestSubject.Black)
    {
        Sender sender = FuzzTestSubject.Create().SenderNamed("mme");
        DraftMessage message = MessageTemplates.Request(MessageKind.Find("ECR")!, sender, new Asked(imei, null, null), "s");
        message.HopByHop = id;
        message.EndToEnd = 7;
        return message.Encode();
    }

    private static byte[] Answer(byte[] request, uint? result, uint? status = null, bool error = false, NaiveAvp? more = null)
    {
        List<NaiveAvp> avps = Origins();
        if (result is { } code)
            avps.Add(Number(268, code));
        if (status is { } equipment)
            avps.Add(new NaiveAvp(1445, 10415, 0xC0, Number(0, equipment).Data));
        if (more is not null)
            avps.Add(more);
        return Encode(new NaiveMessage
        {
            Flags = (byte)((request[4] & 0x40) | (error ? 0x20 : 0)),
            Command = 324,
            Application = MessageKind.S13,
            HopByHop = Id(request),
            EndToEnd = 7,
            Avps = avps,
        });
    }

    private static uint Id(byte[] message) => NaiveMessage.Number(message, 12, 4);

    private static List<NaiveAvp> Origins() => [new NaiveAvp(264, 0, 0x40, "eir"u8.ToArray()), new NaiveAvp(296, 0, 0x40, "realm"u8.ToArray())];

    private static NaiveAvp Number(uint code, uint value) => new(code, 0, 0x40, [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private static byte[] Encode(NaiveMessage message) => message.Encode();

    private static byte[] With(byte[] message, int at, byte bits)
    {
        message[at] ^= bits;
        return message;
    }

    private static byte[] Clear(byte[] message, byte bit)
    {
        message[4] = (byte)(message[4] & ~bit);
        return message;
    }
}
