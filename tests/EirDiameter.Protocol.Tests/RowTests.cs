using System.Text;
using static EirDiameter.Protocol.Tests.Samples;

namespace EirDiameter.Protocol.Tests;

/// <summary>One test for each row of the order of checks, and its shades.</summary>
public sealed class RowTests
{
    private static readonly NaiveAvp UnknownMandatory = new(99999, 0, 0x40, [1, 2, 3]);

    [Fact]
    public void Row_1_a_version_other_than_1_is_5011()
    {
        NaiveMessage answer = Refusal(Header(version: 2), 5011, 1);
        Assert.Equal(1, answer.Version);
        Assert.Equal(Request()[263].Text, answer[263].Text);
    }

    [Theory]
    [InlineData(0x14C + 4)]
    [InlineData(0x14C - 4)]
    [InlineData(0x14C - 2)]
    [InlineData(16)]
    public void Row_2_a_length_that_is_not_that_of_the_frame_is_5015(int claimed)
    {
        byte[] request = Ecr;
        request[2] = (byte)(claimed >> 8);
        request[3] = (byte)claimed;
        Refusal(request, 5015, 2);
    }

    [Fact]
    public void Row_2_a_length_that_is_no_multiple_of_four_is_5015()
    {
        byte[] request = [.. Ecr, 0, 0];
        request[3] += 2;
        Refusal(request, 5015, 2);
    }

    [Theory]
    [InlineData(0xE0)]
    [InlineData(0x80)]
    public void Row_3_header_bits_that_do_not_fit_are_3008(byte flags) => Refusal(Header(flags), 3008, 3);

    [Theory]
    [InlineData(0xCF)]
    [InlineData(0xD0)]
    public void Row_4_reserved_bits_and_T_are_let_through_and_not_given_back(byte flags)
    {
        NaiveMessage answer = NaiveMessage.Decode(Answer(Header(flags).Encode(), out Fault fault))!;
        Assert.True(fault.IsNone);
        Assert.Equal(0x40, answer.Flags);
    }

    [Fact]
    public void Row_5_an_application_not_served_is_3007() => Refusal(Header(application: 16777251), 3007, 5);

    [Theory]
    [InlineData(325u, 16777252u)]
    [InlineData(324u, 0u)]
    public void Row_6_a_command_not_known_is_3001(uint command, uint application) =>
        Refusal(Header(command: command, application: application), 3001, 6);

    [Fact]
    public void Row_7_a_fixed_type_of_another_size_is_5014_and_shown_as_it_is()
    {
        var bad = new NaiveAvp(277, 0, 0x40, [0, 0, 0, 0, 1]);
        Assert.Equal(bad.Octets(), Failed(Refusal(With(bad), 5014, 7)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(0)]
    [InlineData(0xFFFFFF)]
    public void Row_7_a_length_that_cannot_be_is_shown_as_a_header_with_zeros(int length)
    {
        byte[] request = Adding(Number(278, 5)).Encode();
        SetLength(request, request.Length - 12, length);
        Assert.Equal(Number(278, 0).Octets(), Failed(Refusal(request, 5014, 7)));
    }

    [Fact]
    public void Row_7_a_group_that_cannot_be_is_shown_with_an_empty_payload()
    {
        NaiveMessage message = Without(1401);
        message.Avps.Add(Terminal(ThreeGpp(1402, "35693803564380")));
        byte[] request = message.Encode();
        SetLength(request, request.Length - message.Avps[^1].Octets().Length, 4000);
        Assert.Equal(Terminal().Octets(), Failed(Refusal(request, 5014, 7)));
    }

    [Fact]
    public void Row_7_a_vendor_AVP_shorter_than_its_header_is_5014()
    {
        byte[] request = Adding(ThreeGpp(701, "")).Encode();
        SetLength(request, request.Length - 12, 8);
        Assert.Equal(ThreeGpp(701, "").Octets(), Failed(Refusal(request, 5014, 7)));
    }

    [Fact]
    public void Row_7_four_octets_too_many_are_an_AVP_that_cannot_be()
    {
        byte[] request = [.. Ecr, 0, 0, 1, 22];
        request[3] += 4;
        Assert.Equal(Number(278, 0, 0).Octets(), Failed(Refusal(request, 5014, 7)));
    }

    [Fact]
    public void Row_7_inside_a_group_is_shown_inside_the_group()
    {
        byte[] imei = ThreeGpp(1402, "35693803564380").Octets();
        SetLength(imei, 0, 200);
        var terminal = new NaiveAvp(1401, 10415, 0xC0, imei);
        Assert.Equal(Terminal(ThreeGpp(1402, "")).Octets(), Failed(Refusal(With(terminal), 5014, 7)));
    }

    [Fact]
    public void Row_8_vendor_0_with_the_V_bit_is_3009() => Refusal(Adding(new NaiveAvp(278, 0, 0xC0, Bytes(1))), 3009, 8);

    [Fact]
    public void Row_8_a_known_AVP_without_the_M_bit_it_must_have_is_3009() => Refusal(With(Number(277, 1, 0)), 3009, 8);

    [Fact]
    public void Row_8_a_known_AVP_with_the_M_bit_it_must_not_have_is_3009() => Refusal(Adding(Base(281, "x")), 3009, 8);

    [Fact]
    public void Row_8_inside_a_group_is_3009_too()
    {
        NaiveAvp bad = ThreeGpp(1402, "35693803564380", 0x80);
        Assert.Equal(Terminal(bad).Octets(), Failed(Refusal(With(Terminal(bad)), 3009, 8)));
    }

    [Theory]
    [InlineData(0x60)]
    [InlineData(0x5F)]
    public void Row_8_P_and_reserved_bits_of_an_AVP_are_let_through(byte flags)
    {
        Answer(With(Number(277, 1, flags)).Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_9_our_own_name_in_a_Route_Record_is_3005()
    {
        Refusal(Adding(Base(282, "dra.example"), Base(282, "EIR1." + Realm)), 3005, 9);
        Answer(Adding(Base(282, "dra.example")).Encode(), out Fault none);
        Assert.True(none.IsNone);
    }

    [Fact]
    public void Row_10_another_Destination_Host_is_3002() => Refusal(Adding(Base(293, "eir2." + Realm)), 3002, 10);

    [Fact]
    public void Row_11_another_Destination_Host_without_a_realm_is_3002()
    {
        NaiveMessage request = Without(283);
        request.Avps.Add(Base(293, "eir2." + Realm));
        Refusal(request, 3002, 11);
    }

    [Fact]
    public void Row_12_a_realm_not_served_is_3003() => Refusal(With(Base(283, "elsewhere.example")), 3003, 12);

    [Theory]
    [InlineData("OTHER.example")]
    [InlineData("EPC.mnc001.mcc001.3gppnetwork.ORG")]
    public void Row_12_realms_served_are_known_in_any_case(string realm)
    {
        Answer(With(Base(283, realm)).Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_12_our_own_Destination_Host_is_enough()
    {
        NaiveMessage request = With(Base(283, "elsewhere.example"));
        request.Avps.Add(Base(293, "Eir1." + Realm));
        Answer(request.Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_14_an_unknown_AVP_with_M_is_5001()
    {
        Assert.Equal(UnknownMandatory.Octets(), Failed(Refusal(Adding(UnknownMandatory), 5001, 14)));
        NaiveAvp wrongVendor = new(1402, 0, 0x40, "35693803564380"u8.ToArray());
        Assert.Equal(wrongVendor.Octets(), Failed(Refusal(Adding(wrongVendor), 5001, 14)));
    }

    [Fact]
    public void Row_14_inside_Terminal_Information_is_5001_too()
    {
        NaiveAvp terminal = Terminal(ThreeGpp(1402, "35693803564380"), UnknownMandatory);
        Assert.Equal(Terminal(UnknownMandatory).Octets(), Failed(Refusal(With(terminal), 5001, 14)));
    }

    [Fact]
    public void Row_14_what_may_be_passed_over_is()
    {
        NaiveAvp group = Group(88888, 4242, UnknownMandatory) with { Flags = 0x80 };
        NaiveAvp broken = new(88889, 4242, 0x80, [0, 0, 0, 1, 0x40, 0xFF, 0xFF, 0xFF]);
        Answer(Adding(UnknownMandatory with { Flags = 0 }, group, broken).Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_14_what_real_clients_add_is_known_even_with_M()
    {
        NaiveMessage request = Adding(
            new NaiveAvp(701, 10415, 0xC0, [0x21, 0x43]),
            new NaiveAvp(1602, 10415, 0xC0, [0, 0xF1, 0x10, 0, 0, 0, 1]),
            Number(301, 3),
            Group(621, 0, new NaiveAvp(622, 0, 0x40, [0, 0, 0, 0, 0, 0, 0, 1])),
            Group(650, 0, Number(651, 0), new NaiveAvp(652, 0, 0x40, new byte[8]), Base(649, "mme")),
            Group(628, 10415, Number(266, 10415), new NaiveAvp(629, 10415, 0xC0, Bytes(1)), new NaiveAvp(630, 10415, 0xC0, Bytes(1))));
        byte[] octets = request.Encode();
        Assert.True(MeIdentityCheckRequest.TryRead(octets, Local, out MeIdentityCheckRequest read, out _));
        Assert.Equal(3, read.Priority);
        NaiveMessage answer = NaiveMessage.Decode(Answer(octets, out _))!;
        Assert.DoesNotContain(answer.Avps, a => a.Code == 301);
    }

    [Theory]
    [InlineData(291u)]
    [InlineData(27u)]
    public void Row_15_the_lifetimes_of_sessions_are_5008(uint code) =>
        Assert.Equal(Number(code, 60).Octets(), Failed(Refusal(Adding(Number(code, 60)), 5008, 15)));

    [Fact]
    public void Row_16_a_second_Terminal_Information_is_5009_and_is_the_one_shown()
    {
        NaiveAvp second = Terminal(ThreeGpp(1402, "11111111111111"));
        Assert.Equal(second.Octets(), Failed(Refusal(Adding(second, Terminal()), 5009, 16)));
    }

    [Theory]
    [InlineData(263u)]
    [InlineData(264u)]
    [InlineData(296u)]
    [InlineData(283u)]
    [InlineData(277u)]
    [InlineData(260u)]
    [InlineData(1u)]
    public void Row_16_every_AVP_that_stands_once_is_5009_the_second_time(uint code)
    {
        NaiveAvp second = Request()[code];
        Assert.Equal(second.Octets(), Failed(Refusal(Adding(second), 5009, 16)));
    }

    [Fact]
    public void Row_16_inside_Terminal_Information_is_5009_too()
    {
        NaiveAvp second = ThreeGpp(1402, "11111111111111");
        Assert.Equal(Terminal(second).Octets(), Failed(Refusal(With(Terminal(ThreeGpp(1402, "35693803564380"), second)), 5009, 16)));
    }

    [Fact]
    public void Row_16_a_second_DRMP_is_5009() => Refusal(Adding(Number(301, 1), Number(301, 2)), 5009, 16);

    [Theory]
    [InlineData(263u, "")]
    [InlineData(264u, "")]
    [InlineData(296u, "")]
    [InlineData(283u, "")]
    [InlineData(277u, "00000000")]
    public void Row_17_every_required_AVP_is_5005_when_absent(uint code, string zeros) =>
        Assert.Equal(new NaiveAvp(code, 0, 0x40, Convert.FromHexString(zeros)).Octets(), Failed(Refusal(Without(code), 5005, 17)));

    [Theory]
    [InlineData(260u)]
    [InlineData(1u)]
    public void Row_17_what_is_optional_may_be_absent(uint code)
    {
        Answer(Without(code).Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_17_without_an_IMEI_it_is_for_the_application_to_say_5005()
    {
        byte[] request = With(Terminal(ThreeGpp(1403, "07"))).Encode();
        Assert.True(MeIdentityCheckRequest.TryRead(request, Local, out MeIdentityCheckRequest read, out _));
        Assert.False(read.HasImei);
        Assert.Equal(Terminal(ThreeGpp(1402, "")).Octets(), Failed(Write(request, Fault.InvalidImei(in read), 5005)));
        Assert.Equal(Terminal(ThreeGpp(1402, "")).Octets(), Failed(Write(request, Fault.MissingImei, 5005)));
    }

    [Fact]
    public void Row_18_a_bad_IMEI_is_for_the_application_to_say_5004()
    {
        NaiveAvp terminal = Terminal(ThreeGpp(1403, "07"), ThreeGpp(1402, "not digits"));
        byte[] request = With(terminal).Encode();
        Assert.True(MeIdentityCheckRequest.TryRead(request, Local, out MeIdentityCheckRequest read, out _));
        Assert.Equal("not digits", Encoding.ASCII.GetString(read.Imei));
        Assert.Equal(Terminal(ThreeGpp(1402, "not digits")).Octets(), Failed(Write(request, Fault.InvalidImei(in read), 5004)));
        Assert.Equal(Request()[1].Octets(), Failed(Write(request, Fault.InvalidUserName(in read), 5004)));
    }

    [Fact]
    public void Row_18_an_Auth_Session_State_of_7_is_5004() =>
        Assert.Equal(Number(277, 7).Octets(), Failed(Refusal(With(Number(277, 7)), 5004, 18)));

    [Fact]
    public void Row_18_state_maintained_is_accepted_and_answered_with_1()
    {
        NaiveMessage answer = NaiveMessage.Decode(Answer(With(Number(277, 0)).Encode(), out Fault fault))!;
        Assert.True(fault.IsNone);
        Assert.Equal(1u, answer[277].Number);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(263u)]
    public void Row_18_text_that_is_not_UTF_8_is_5004(uint code)
    {
        var bad = new NaiveAvp(code, 0, 0x40, [0x30, 0xFF]);
        Assert.Equal(bad.Octets(), Failed(Refusal(With(bad), 5004, 18)));
    }

    [Fact]
    public void Row_18_inside_Terminal_Information_is_5004_too()
    {
        var bad = new NaiveAvp(1403, 10415, 0xC0, [0xC0, 0x80]);
        Assert.Equal(Terminal(bad).Octets(), Failed(Refusal(With(Terminal(ThreeGpp(1402, "35693803564380"), bad)), 5004, 18)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mme 1.example")]
    [InlineData("mmé.example")]
    public void Row_18_an_Origin_Host_that_is_no_name_is_5004(string name) => Refusal(With(Base(264, name)), 5004, 18);

    [Fact]
    public void Row_19_an_application_id_unlike_the_header_is_5007_and_both_are_shown()
    {
        NaiveAvp other = Number(258, 16777251);
        NaiveMessage answer = Refusal(With(Application(Number(266, 10415), other)), 5007, 19);
        Assert.Equal([.. Application(other).Octets(), .. Number(258, 16777252).Octets()], Failed(answer));
    }

    [Fact]
    public void Row_19_holds_for_a_bare_Auth_Application_Id_too()
    {
        NaiveAvp other = Number(258, 16777251);
        Assert.Equal([.. other.Octets(), .. Number(258, 16777252).Octets()], Failed(Refusal(Adding(other), 5007, 19)));
        Answer(Adding(Number(258, 16777252)).Encode(), out Fault none);
        Assert.True(none.IsNone);
    }

    [Fact]
    public void Row_19_the_vendor_beside_the_id_and_its_place_do_not_matter()
    {
        Answer(With(Application(Number(259, 16777252), Number(266, 9), Number(266, 10415))).Encode(), out Fault fault);
        Assert.True(fault.IsNone);
    }

    [Fact]
    public void Row_23_neither_application_id_is_5005_with_an_example_of_both()
    {
        NaiveMessage answer = Refusal(With(Application(Number(266, 10415))), 5005, 23);
        Assert.Equal(Application(Number(258, 0), Number(259, 0)).Octets(), Failed(answer));
    }

    [Fact]
    public void Row_23_both_application_ids_are_5009_as_received()
    {
        NaiveMessage answer = Refusal(With(Application(Number(266, 10415), Number(259, 16777252), Number(258, 16777252))), 5009, 23);
        Assert.Equal(Application(Number(258, 16777252), Number(259, 16777252)).Octets(), Failed(answer));
    }

    [Fact]
    public void Rows_13_20_21_and_22_are_for_the_node_to_say()
    {
        foreach ((Fault fault, uint code, byte row) in new[]
        {
            (Fault.AuthorizationRejected, 5003u, (byte)13),
            (Fault.TooBusy, 3004u, (byte)20),
            (Fault.Overloaded, 5012u, (byte)20),
            (Fault.UnableToComply, 5012u, (byte)21),
            (Fault.ResourcesExceeded, 5006u, (byte)22),
        })
        {
            NaiveMessage answer = Write(Ecr, fault, code);
            Assert.Equal(row, fault.Row);
            Assert.Equal(code == 3004, (answer.Flags & 0x20) != 0);
            Assert.DoesNotContain(answer.Avps, a => a.Code == 279);
        }
    }

    private static NaiveMessage Write(byte[] request, in Fault fault, uint code)
    {
        byte[] octets = new byte[AnswerWriter.MaxLength(request.Length, Local)];
        NaiveMessage answer = NaiveMessage.Decode(octets[..AnswerWriter.WriteFault(request, Local, in fault, octets)])!;
        Assert.Equal(code, answer[268].Number);
        return answer;
    }

    private static void SetLength(byte[] octets, int avp, int length)
    {
        octets[avp + 5] = (byte)(length >> 16);
        octets[avp + 6] = (byte)(length >> 8);
        octets[avp + 7] = (byte)length;
    }
}
