using EirDiameter.Peers.StateMachine;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>A second connection with the Origin-Host of an open one: never two open at once, and no peer is locked out by its own dead connection.</summary>
public class DuplicateTests
{
    private readonly Neighbourhood _node = new();

    [Fact]
    public async Task When_the_old_connection_answers_the_probe_the_new_one_is_closed_without_a_CEA()
    {
        (TestPeer old, TestPeer rival, byte[] probe) = await ContestAsync();
        await old.SendAsync(Messages.AnswerTo(probe));
        await rival.ReceiveEndAsync();
        Assert.Equal(1, _node.Table.Refusals(Refusal.Duplicate));
        await IsServedAsync(old);
        Assert.Equal(1, _node.Table.Connections);
    }

    [Fact]
    public async Task Any_message_shows_that_the_old_connection_is_alive()
    {
        (TestPeer old, TestPeer rival, _) = await ContestAsync();
        await IsServedAsync(old);
        await rival.ReceiveEndAsync();
    }

    [Fact]
    public async Task When_the_old_connection_stays_silent_it_is_reset_and_the_new_one_accepted()
    {
        (TestPeer old, TestPeer rival, _) = await ContestAsync();
        _node.Time.Advance(_node.Options.ProbeTimeout + TimeSpan.FromMilliseconds(1));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await rival.ReceiveAsync()));
        await old.Ended;
        Assert.True(old.Connection.IsAborted);
        Assert.Equal((1L, 0L), (_node.Table.Refusals(Refusal.Stale), _node.Table.Refusals(Refusal.Duplicate)));

        // The end of the old one must not free the name that is the new one's by now.
        await IsServedAsync(rival);
        Assert.Equal(PeerState.Open, Assert.Single(_node.Table.Snapshot()).State);
        Assert.Equal(1, _node.Table.Connections);
    }

    [Fact]
    public async Task When_the_old_connection_closes_during_the_probe_the_new_one_is_accepted_at_once()
    {
        (TestPeer old, TestPeer rival, _) = await ContestAsync();
        old.Connection.CloseByPeer();
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await rival.ReceiveAsync()));
        await IsServedAsync(rival);
    }

    [Fact]
    public async Task When_the_old_connection_says_goodbye_during_the_probe_the_new_one_is_accepted()
    {
        (TestPeer old, TestPeer rival, _) = await ContestAsync();
        await old.SendAsync(Messages.Dpr());
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await old.ReceiveAsync()));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await rival.ReceiveAsync()));
        old.Connection.CloseByPeer();
        await old.Ended;
        await IsServedAsync(rival);
    }

    [Fact]
    public async Task When_the_new_connection_goes_away_during_the_probe_nothing_changes()
    {
        (TestPeer old, TestPeer rival, byte[] probe) = await ContestAsync();
        rival.Connection.CloseByPeer();
        await rival.Ended;
        await old.SendAsync(Messages.AnswerTo(probe));
        await IsServedAsync(old);
        Assert.Equal(PeerState.Open, Assert.Single(_node.Table.Snapshot()).State);
    }

    [Fact]
    public async Task A_third_connection_during_the_probe_is_closed_at_once()
    {
        (TestPeer old, TestPeer rival, byte[] probe) = await ContestAsync();
        TestPeer third = _node.Connect();
        await third.SendAsync(Messages.Cer());
        await third.ReceiveEndAsync();
        await old.SendAsync(Messages.AnswerTo(probe));
        await rival.ReceiveEndAsync();
    }

    [Fact]
    public async Task What_the_new_connection_sent_behind_its_CER_is_served_after_the_probe()
    {
        TestPeer old = await _node.ConnectOpenAsync();
        TestPeer rival = _node.Connect();
        await rival.SendAsync(Messages.Cer("MME1.example.org"), Messages.Request(8));
        await old.ReceiveAsync();
        _node.Time.Advance(_node.Options.ProbeTimeout + TimeSpan.FromMilliseconds(1));
        await rival.ReceiveAsync();
        Assert.Equal(8u, Messages.Header(await ReceiveButWatchdogAsync(rival)).HopByHop);
    }

    [Fact]
    public async Task After_a_close_the_name_is_free()
    {
        for (int i = 0; i < 3; i++)
        {
            TestPeer peer = await _node.ConnectOpenAsync();
            peer.Connection.CloseByPeer();
            await peer.Ended;
        }

        Assert.Equal(0, _node.Table.Refusals(Refusal.Duplicate));
    }

    [Fact]
    public async Task A_peer_that_said_goodbye_may_come_back_before_its_old_connection_is_closed()
    {
        TestPeer old = await _node.ConnectOpenAsync();
        await old.SendAsync(Messages.Dpr());
        await old.ReceiveAsync();
        TestPeer peer = await _node.ConnectOpenAsync();
        await old.Ended;
        await IsServedAsync(peer);
    }

    [Fact]
    public async Task Different_names_do_not_disturb_each_other()
    {
        TestPeer first = await _node.ConnectOpenAsync("mme1.example.org");
        TestPeer second = await _node.ConnectOpenAsync("mme2.example.org");
        await IsServedAsync(first);
        await IsServedAsync(second);
    }

    /// <summary>An open connection, and a second one with the same name that waits for the probe.</summary>
    private async Task<(TestPeer Old, TestPeer Rival, byte[] Probe)> ContestAsync()
    {
        TestPeer old = await _node.ConnectOpenAsync();
        TestPeer rival = _node.Connect();
        await rival.SendAsync(Messages.Cer("MME1.example.org"));
        byte[] probe = await old.ReceiveAsync();
        Assert.Equal(CommandCodes.DeviceWatchdog, Messages.Header(probe).CommandCode);
        Assert.Equal(PeerState.Probing, Assert.Single(_node.Table.Snapshot()).State);
        return (old, rival, probe);
    }

    private static async Task IsServedAsync(TestPeer peer)
    {
        await peer.SendAsync(Messages.Request(55));
        Assert.Equal(55u, Messages.Header(await ReceiveButWatchdogAsync(peer)).HopByHop);
    }

    /// <summary>A connection that takes the place of another is reopened in the sense of RFC 3539, so a DWR follows its CEA.</summary>
    private static async Task<byte[]> ReceiveButWatchdogAsync(TestPeer peer)
    {
        byte[] message = await peer.ReceiveAsync();
        return Messages.Header(message) is { IsRequest: true, CommandCode: CommandCodes.DeviceWatchdog } ? await peer.ReceiveAsync() : message;
    }
}
