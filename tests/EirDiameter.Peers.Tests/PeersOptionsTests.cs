using Xunit;

namespace EirDiameter.Peers.Tests;

public class PeersOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => new PeersOptions().Validate();

    public static TheoryData<PeersOptions, string> Wrong => new()
    {
        { new PeersOptions { MaxConnections = 0 }, "Diameter:MaxConnections" },
        { new PeersOptions { WatchdogInterval = TimeSpan.FromSeconds(5.9) }, "Diameter:WatchdogSeconds" },
        { new PeersOptions { MaxMessageBytes = 20 }, "Diameter:MaxMessageBytes" },
        { new PeersOptions { MaxMessageBytes = 0x1000000 }, "Diameter:MaxMessageBytes" },
        { new PeersOptions { MaxQueuedBytes = 1024 }, "Diameter:MaxQueuedBytes" },
        { new PeersOptions { MaxRequestsPerSecond = -1 }, "Diameter:MaxRequestsPerSecond" },
        { new PeersOptions { OverloadResultCode = 2001 }, "Diameter:OverloadResultCode" },
        { new PeersOptions { CapabilitiesTimeout = TimeSpan.Zero }, "Diameter:CapabilitiesTimeout" },
        { new PeersOptions { ProbeTimeout = TimeSpan.Zero }, "Diameter:ProbeTimeout" },
        { new PeersOptions { DisconnectTimeout = TimeSpan.Zero }, "Diameter:DisconnectTimeout" },
        { new PeersOptions { CloseGrace = TimeSpan.Zero }, "Diameter:CloseGrace" },
        { new PeersOptions { SlowReaderTimeout = Timeout.InfiniteTimeSpan }, "Diameter:SlowReaderTimeout" },
        { new PeersOptions { Peers = [new PeerOptions { Host = "" }] }, "Diameter:Peers:0:Host" },
        { new PeersOptions { Peers = [new PeerOptions { Host = "a.example" }, new PeerOptions { Host = "A.EXAMPLE" }] }, "Diameter:Peers:1:Host" },
        { new PeersOptions { Peers = [new PeerOptions { Host = "a.example", MaxRequestsPerSecond = -1 }] }, "Diameter:Peers:0:MaxRequestsPerSecond" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named_by_its_key(PeersOptions options, string key) =>
        Assert.StartsWith(key + " ", Assert.Throws<ArgumentException>(() => options.Validate()).Message);
}
