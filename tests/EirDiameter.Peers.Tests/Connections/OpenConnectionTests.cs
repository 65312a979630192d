using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class OpenConnectionTests
{
    private readonly Neighbourhood _node = new();

    [Fact]
    public async Task A_watchdog_request_is_answered()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Dwr(hopByHop: 77));
        byte[] answer = await peer.ReceiveAsync();
        DiameterHeader header = Messages.Header(answer);
        Assert.Equal((CommandCodes.DeviceWatchdog, 77u, CommandFlags.None), (header.CommandCode, header.HopByHop, header.Flags));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(answer));
        Assert.Equal([4711u], Messages.Values(answer, AvpCodes.OriginStateId));
    }

    [Fact]
    public async Task A_request_goes_to_its_application()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Request(5));
        Assert.Equal(5u, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        Assert.Equal("bhe", string.Concat(_node.Application.Calls));
    }

    [Fact]
    public async Task A_goodbye_of_the_peer_is_answered_and_the_peer_closes()
    {
        TestPeer peer = await _node.ConnectOpenAsync();
        await peer.SendAsync(Messages.Dpr(hopByHop: 9));
        byte[] answer = await peer.ReceiveAsync();
        Assert.Equal((CommandCodes.DisconnectPeer, 9u), (Messages.Header(answer).CommandCode, Messages.Header(answer).HopByHop));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(answer));
        Assert.Equal(1, _node.Table.Connections);
        peer.Connection.CloseByPeer();
        await peer.Ended;
        Assert.Equal(0, _node.Table.Connections);
        Assert.False(peer.Connection.IsAborted);
        Assert.Equal(1, _node.Application.Disposed);
    }
}
