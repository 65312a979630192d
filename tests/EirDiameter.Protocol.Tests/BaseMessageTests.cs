using System.Net;
using static EirDiameter.Protocol.Tests.Samples;

namespace EirDiameter.Protocol.Tests;

public sealed class BaseMessageTests
{
    private static readonly LocalIdentity Peer = new()
    {
        OriginHost = "mme1.example",
        OriginRealm = "example",
        VendorId = 4242,
        ProductName = "peer",
        FirmwareRevision = 3,
        OriginStateId = 99,
        HostAddresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")],
    };

    [Fact]
    public void A_CER_is_read_as_it_was_written()
    {
        byte[] cer = Cer(Peer);
        Assert.True(CapabilitiesExchange.TryReadRequest(cer, Local, out Capabilities? read, out Fault fault));
        Assert.True(fault.IsNone);
        Assert.Equal("mme1.example", read.OriginHost);
        Assert.Equal("example", read.OriginRealm);
        Assert.Equal(Peer.HostAddresses, read.HostAddresses);
        Assert.Equal(4242u, read.VendorId);
        Assert.Equal("peer", read.ProductName);
        Assert.Equal(3u, read.FirmwareRevision);
        Assert.Equal(99u, read.OriginStateId);
        Assert.Equal([10415u], read.SupportedVendorIds);
        Assert.Equal([VendorApplication.S13], read.VendorApplications);
        Assert.True(read.Supports(Applications.S13));
        Assert.True(read.CheckCommon(Local).IsNone);
        Assert.Equal(0x80, cer[4]);
    }

    [Fact]
    public void A_CEA_says_success_and_the_S13_application_with_its_vendor()
    {
        byte[] cer = Cer(Peer);
        byte[] octets = new byte[AnswerWriter.MaxLength(cer.Length, Local)];
        int length = CapabilitiesExchange.WriteAnswer(cer, Local, octets);
        NaiveMessage cea = NaiveMessage.Decode(octets[..length])!;
        Assert.Equal(0, cea.Flags);
        Assert.Equal(2001u, cea[268].Number);
        Assert.Equal([10415u, 16777252u], cea[260].Children.Select(a => a.Number));
        Assert.Equal(10415u, cea[265].Number);
        Assert.Equal(0u, cea[266].Number);
        Assert.False(cea[269].Mandatory);
        Assert.True(CapabilitiesExchange.TryReadAnswer(octets.AsSpan(0, length), out Capabilities? read));
        Assert.Equal(2001u, read.ResultCode);
        Assert.Equal(0x0A0B0C0Du, read.Header.HopByHop);
    }

    [Fact]
    public void Nothing_in_common_is_5010_and_a_relay_has_everything_in_common()
    {
        Assert.Equal(5010u, Read(Cer(Peer with { Applications = [new(10415, 16777251)] })).CheckCommon(Local).ResultCode);
        Assert.Equal(5010u, Read(Cer(Peer with { Applications = [] })).CheckCommon(Local).ResultCode);
        Assert.True(Read(Cer(Peer with { Applications = [new(0, Applications.Relay)] })).CheckCommon(Local).IsNone);
        Assert.True(Read(Cer(Peer with { Applications = [new(0, Applications.S13)] })).CheckCommon(Local).IsNone);
        Assert.True(Read(Cer(Peer with { Applications = [new(9, Applications.S13)] })).CheckCommon(Local).IsNone);
    }

    [Theory]
    [InlineData(1u, 5017u)]
    [InlineData(0u, 0u)]
    public void In_band_TLS_alone_is_5017(uint mechanism, uint code)
    {
        NaiveMessage cer = NaiveMessage.Decode(Cer(Peer))!;
        cer.Avps.Add(Number(299, mechanism));
        Assert.Equal(code, Read(cer.Encode()).CheckCommon(Local).ResultCode);
    }

    [Fact]
    public void A_refused_CER_is_answered_with_what_a_CEA_requires()
    {
        byte[] cer = Cer(Peer);
        NaiveMessage permanent = Refuse(cer, Fault.NoCommonApplication);
        Assert.Equal(0, permanent.Flags);
        Assert.Equal(5010u, permanent[268].Number);
        Assert.Equal(0u, permanent[266].Number);
        Assert.Contains(permanent.Avps, a => a.Code == 257);
        NaiveMessage error = Refuse(cer, Fault.UnknownPeer);
        Assert.Equal(0x20, error.Flags);
        Assert.Equal(3010u, error[268].Number);
        Assert.DoesNotContain(error.Avps, a => a.Code == 257);
    }

    [Theory]
    [InlineData(264u, 5005u)]
    [InlineData(296u, 5005u)]
    [InlineData(257u, 5005u)]
    [InlineData(266u, 5005u)]
    [InlineData(269u, 5005u)]
    [InlineData(267u, 0u)]
    [InlineData(278u, 0u)]
    public void A_CER_without_what_it_requires_is_5005(uint code, uint expected)
    {
        NaiveMessage cer = NaiveMessage.Decode(Cer(Peer))!;
        cer.Avps.RemoveAll(a => a.Code == code);
        CapabilitiesExchange.TryReadRequest(cer.Encode(), Local, out _, out Fault fault);
        Assert.Equal(expected, fault.ResultCode);
        if (code == 257)
            Assert.Equal(Convert.FromHexString("000001014000000E0000000000000000"), Failed(Refuse(cer.Encode(), fault)));
    }

    [Fact]
    public void A_CER_with_the_P_bit_is_3008()
    {
        byte[] cer = Cer(Peer);
        cer[4] |= 0x40;
        Assert.False(CapabilitiesExchange.TryReadRequest(cer, Local, out _, out Fault fault));
        Assert.Equal(3008u, fault.ResultCode);
        Assert.Equal(0x60, Refuse(cer, fault).Flags);
    }

    [Fact]
    public void A_watchdog_goes_out_and_comes_back()
    {
        byte[] octets = new byte[512];
        byte[] dwr = octets[..DeviceWatchdog.WriteRequest(Peer, 1, 2, octets)];
        Assert.True(DeviceWatchdog.TryReadRequest(dwr, Local, out DeviceWatchdogRequest request, out _));
        Assert.Equal("mme1.example", request.OriginHost);
        Assert.Equal(99u, request.OriginStateId);
        byte[] dwa = octets[..DeviceWatchdog.WriteAnswer(dwr, Local, octets)];
        Assert.True(DeviceWatchdog.TryReadAnswer(dwa, out BaseAnswer answer));
        Assert.Equal(2001u, answer.ResultCode);
        Assert.Equal(7u, answer.OriginStateId);
        Assert.Equal((1u, 2u), (answer.Header.HopByHop, answer.Header.EndToEnd));
        Assert.False(DeviceWatchdog.TryReadAnswer(dwr, out _));
        Assert.False(DeviceWatchdog.TryReadRequest(dwa, Local, out _, out Fault none));
        Assert.True(none.IsNone);
        Assert.Equal(0, AnswerWriter.WriteFault(dwa, Local, Fault.UnableToComply, octets));
    }

    [Fact]
    public void A_disconnect_carries_its_cause()
    {
        byte[] octets = new byte[512];
        byte[] dpr = octets[..DisconnectPeer.WriteRequest(Peer, DisconnectCause.Busy, 1, 2, octets)];
        Assert.True(DisconnectPeer.TryReadRequest(dpr, Local, out DisconnectPeerRequest request, out _));
        Assert.Equal(DisconnectCause.Busy, request.Cause);
        byte[] dpa = octets[..DisconnectPeer.WriteAnswer(dpr, Local, octets)];
        Assert.True(DisconnectPeer.TryReadAnswer(dpa, out BaseAnswer answer));
        Assert.Equal(2001u, answer.ResultCode);
        dpr[^1] = 3;
        Assert.False(DisconnectPeer.TryReadRequest(dpr, Local, out _, out Fault fault));
        Assert.Equal(5004u, fault.ResultCode);
    }

    [Fact]
    public void Names_become_ASCII_and_what_is_no_name_is_refused()
    {
        Assert.Equal("xn--mnchen-3ya.example", (Peer with { OriginHost = "münchen.example" }).OriginHost);
        Assert.Throws<ArgumentException>(() => Peer with { OriginRealm = "two words" });
        Assert.Throws<ArgumentException>(() => Peer with { OriginRealm = "" });
        LocalIdentity copy = Peer with { OriginHost = "other.example" };
        Assert.Equal("other.example", Read(Cer(copy)).OriginHost);
        Assert.Equal("mme1.example", Read(Cer(Peer)).OriginHost);
    }

    private static byte[] Cer(LocalIdentity peer)
    {
        byte[] octets = new byte[AnswerWriter.MaxLength(0, peer)];
        return octets[..CapabilitiesExchange.WriteRequest(peer, 0x0A0B0C0D, 2, octets)];
    }

    private static Capabilities Read(byte[] cer)
    {
        Assert.True(CapabilitiesExchange.TryReadRequest(cer, Local, out Capabilities? read, out _));
        return read;
    }

    private static NaiveMessage Refuse(byte[] request, in Fault fault)
    {
        byte[] octets = new byte[AnswerWriter.MaxLength(request.Length, Local)];
        return NaiveMessage.Decode(octets[..AnswerWriter.WriteFault(request, Local, in fault, octets)])!;
    }
}
