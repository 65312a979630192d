using System.Text;

namespace EirDiameter.Protocol.Tests;

public sealed class VectorTests
{
    [Fact]
    public void The_published_request_is_read()
    {
        Assert.True(MeIdentityCheckRequest.TryRead(Samples.Ecr, Samples.Local, out MeIdentityCheckRequest request, out Fault fault));
        Assert.True(fault.IsNone);
        Assert.Equal("35693803564380", Encoding.ASCII.GetString(request.Imei));
        Assert.Equal("07", Encoding.ASCII.GetString(request.SoftwareVersion));
        Assert.Equal("001010123456789", Encoding.ASCII.GetString(request.UserName));
        Assert.Equal("mme1." + Samples.Realm, Encoding.ASCII.GetString(request.OriginHost));
        Assert.Equal(Samples.Realm, Encoding.ASCII.GetString(request.OriginRealm));
        Assert.Equal("mme1." + Samples.Realm + ";1;1", Encoding.ASCII.GetString(request.SessionId));
        Assert.Equal(0x11111111u, request.Header.HopByHop);
        Assert.Equal(0x22222222u, request.Header.EndToEnd);
        Assert.False(request.HasMeid);
        Assert.False(request.HasProxyInfo);
        Assert.Equal(10, request.Priority);
    }

    [Fact]
    public void The_published_request_is_written()
    {
        byte[] octets = new byte[400];
        var contents = new MeIdentityCheckContents
        {
            SessionId = Encoding.ASCII.GetBytes("mme1." + Samples.Realm + ";1;1"),
            OriginHost = Encoding.ASCII.GetBytes("mme1." + Samples.Realm),
            OriginRealm = Encoding.ASCII.GetBytes(Samples.Realm),
            DestinationRealm = Encoding.ASCII.GetBytes(Samples.Realm),
            Imei = "35693803564380"u8,
            SoftwareVersion = "07"u8,
            UserName = "001010123456789"u8,
        };
        int length = contents.Write(0x11111111, 0x22222222, octets);
        Assert.Equal(Samples.EcrHex, Convert.ToHexStringLower(octets, 0, length));
        Assert.Equal(0, contents.Write(1, 2, octets.AsSpan(0, length - 1)));
    }

    [Fact]
    public void Blocked_equipment_gets_the_published_answer()
    {
        byte[] request = Samples.Ecr;
        byte[] answer = Filled(request);
        Assert.True(MeIdentityCheckRequest.TryRead(request, Samples.Local, out MeIdentityCheckRequest read, out _));
        int length = AnswerWriter.WriteEquipmentStatus(request, in read, Samples.Local, 1, answer);
        Assert.Equal(Samples.BlockedHex, Convert.ToHexStringLower(answer, 0, length));
        Assert.Equal(0, AnswerWriter.WriteEquipmentStatus(request, in read, Samples.Local, 1, answer.AsSpan(0, length - 1)));
    }

    [Fact]
    public void Unknown_equipment_gets_the_published_answer()
    {
        byte[] request = Samples.Ecr;
        byte[] answer = Filled(request);
        Assert.True(MeIdentityCheckRequest.TryRead(request, Samples.Local, out MeIdentityCheckRequest read, out _));
        int length = AnswerWriter.WriteEquipmentUnknown(request, in read, Samples.Local, answer);
        Assert.Equal(Samples.UnknownHex, Convert.ToHexStringLower(answer, 0, length));
    }

    [Theory]
    [InlineData(1401u, "000001174000001400000579c000000c000028af")]
    [InlineData(277u, "0000011740000014000001154000000c00000000")]
    [InlineData(283u, "00000117400000100000011b40000008")]
    public void A_missing_AVP_is_shown_as_published(uint code, string expected)
    {
        NaiveMessage answer = Samples.Refusal(Samples.Without(code), 5005, 17);
        Assert.Equal(expected, Convert.ToHexStringLower(answer[279].Octets()));
    }

    [Fact]
    public void The_client_reads_the_published_answers()
    {
        Assert.True(MeIdentityCheckAnswer.TryRead(Convert.FromHexString(Samples.BlockedHex), out MeIdentityCheckAnswer blocked));
        Assert.True(blocked.IsSuccess);
        Assert.Equal(1u, blocked.EquipmentStatus);
        Assert.Equal(0x11111111u, blocked.Header.HopByHop);
        Assert.True(MeIdentityCheckAnswer.TryRead(Convert.FromHexString(Samples.UnknownHex), out MeIdentityCheckAnswer unknown));
        Assert.True(unknown.IsEquipmentUnknown);
        Assert.False(unknown.IsSuccess);
        Assert.Null(unknown.EquipmentStatus);
        Assert.False(MeIdentityCheckAnswer.TryRead(Samples.Ecr, out _));
    }

    // Whatever lay in the buffer before must not shine through the padding.
    private static byte[] Filled(byte[] request)
    {
        byte[] answer = new byte[AnswerWriter.MaxLength(request.Length, Samples.Local)];
        Array.Fill(answer, (byte)0xEE);
        return answer;
    }
}
