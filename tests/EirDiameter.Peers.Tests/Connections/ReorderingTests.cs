using System.Net;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>RFC 6733 2.1.1: when messages may overtake each other.</summary>
public sealed class ReorderingTests
{
    [Fact]
    public async Task Not_before_the_peer_has_spoken_after_the_capabilities_exchange()
    {
        var hood = new Neighbourhood();
        var transport = new Transport();
        TestPeer peer = hood.Connect(features: features => features.Set<IDiameterTransportFeature>(transport));
        await peer.SendAsync(Messages.Cer());
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
        Assert.False(transport.IsReordered);
        await peer.SendAsync(Messages.Dwr());
        await peer.ReceiveAsync();
        Assert.True(transport.IsReordered);
    }

    [Fact]
    public async Task Octets_that_come_in_one_read_behind_the_CER_count_as_spoken_after_it()
    {
        var hood = new Neighbourhood();
        var transport = new Transport();
        TestPeer peer = hood.Connect(features: features => features.Set<IDiameterTransportFeature>(transport));
        await peer.SendAsync(Messages.Cer(), Messages.Dwr());
        await peer.ReceiveAsync();
        await peer.ReceiveAsync();
        Assert.True(transport.IsReordered);
    }

    private sealed class Transport : IDiameterTransportFeature
    {
        public string Name => TransportNames.Sctp;

        public IReadOnlyList<IPAddress> LocalAddresses => [IPAddress.Loopback];

        public bool IsReordered { get; private set; }

        public void AllowReordering() => IsReordered = true;
    }
}
