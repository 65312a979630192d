using EirDiameter.Peers.Connections;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

/// <summary>More requests than the node is to serve.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task The_limit_of_the_node_is_shared_by_its_peers_and_refills_with_time()
    {
        Neighbourhood node = new(new PeersOptions { NodeRequestsPerSecond = 4 });
        TestPeer one = await node.ConnectOpenAsync("mme1.example.org"), two = await node.ConnectOpenAsync("mme2.example.org");
        Assert.Equal((3, 0), await AskAsync(one, 3));
        Assert.Equal((1, 2), await AskAsync(two, 3));
        Assert.Equal((0, 1), await AskAsync(one, 1));
        node.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal((2, 1), await AskAsync(one, 3));
        node.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((4, 2), await AskAsync(two, 6));
    }

    [Fact]
    public async Task A_DWR_is_answered_however_full_the_node_is()
    {
        Neighbourhood node = new(new PeersOptions { NodeRequestsPerSecond = 1, MaxRequestsPerSecond = 1 });
        TestPeer peer = await node.ConnectOpenAsync();
        Assert.Equal((1, 5), await AskAsync(peer, 6));
        await peer.SendAsync(Messages.Dwr());
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lowest_priority_is_refused_first_and_the_highest_only_when_the_bucket_is_empty(bool byNode)
    {
        Neighbourhood node = new(byNode
            ? new PeersOptions { NodeRequestsPerSecond = 32, ShedByPriority = true }
            : new PeersOptions { MaxRequestsPerSecond = 32, ShedByPriority = true });
        TestPeer peer = await node.ConnectOpenAsync();

        // 15 leaves 15 of 32 for others, 10 (which is what no priority, and none that there is, count as) leaves 10, 1 leaves 1.
        Assert.Equal((17, 3), await AskAsync(peer, 20, 15));
        Assert.Equal((5, 1), await AskAsync(peer, 6));
        Assert.Equal((0, 1), await AskAsync(peer, 1, 99));
        Assert.Equal((0, 1), await AskAsync(peer, 1, 10));
        Assert.Equal((9, 1), await AskAsync(peer, 10, 1));
        Assert.Equal((1, 1), await AskAsync(peer, 2, 0));
    }

    [Fact]
    public async Task Without_the_setting_priorities_make_no_difference()
    {
        Neighbourhood node = new(new PeersOptions { NodeRequestsPerSecond = 4 });
        Assert.Equal((4, 1), await AskAsync(await node.ConnectOpenAsync(), 5, 15));
    }

    [Fact]
    public async Task A_peer_that_is_refused_by_its_own_limit_takes_nothing_of_the_others()
    {
        Neighbourhood node = new(new PeersOptions { NodeRequestsPerSecond = 10, Peers = [new PeerOptions { Host = "mme1.example.org", MaxRequestsPerSecond = 1 }] });
        TestPeer limited = await node.ConnectOpenAsync("mme1.example.org"), other = await node.ConnectOpenAsync("mme2.example.org");
        Assert.Equal((1, 99), await AskAsync(limited, 100));
        Assert.Equal((9, 1), await AskAsync(other, 10));
    }

    [Fact]
    public void Many_threads_take_no_more_than_there_is()
    {
        FakeTimeProvider time = new();
        NodeBucket bucket = new(10_000, time);
        long now = time.GetTimestamp();
        int taken = 0;
        Parallel.For(0, 40_000, _ =>
        {
            if (bucket.TryTake(now, 0))
                Interlocked.Increment(ref taken);
        });
        Assert.Equal(10_000, taken);
    }

    private static async Task<(int Served, int Refused)> AskAsync(TestPeer peer, int count, uint? priority = null)
    {
        await peer.SendAsync([.. Enumerable.Range(1, count).Select(i => Messages.Request((uint)i, priority: priority))]);
        int served = 0, refused = 0;
        for (int i = 0; i < count; i++)
        {
            uint result = Messages.ResultOf(await peer.ReceiveAsync());
            served += result == ResultCodes.Success ? 1 : 0;
            refused += result == ResultCodes.TooBusy ? 1 : 0;
        }

        return (served, refused);
    }
}
