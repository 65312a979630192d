using System.IO.Pipelines;
using EirDiameter.Peers.Tests.Support;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

public class SlowReaderTests
{
    private static readonly PipeOptions Narrow = new(pauseWriterThreshold: 4096, resumeWriterThreshold: 2048, useSynchronizationContext: false);

    [Fact]
    public async Task A_peer_that_leaves_its_answers_unread_is_reset_in_time()
    {
        var node = new Neighbourhood();
        TestPeer peer = await node.ConnectOpenAsync(toPeer: Narrow);
        await peer.SendAsync([.. Enumerable.Range(0, 1000).Select(i => Messages.Request((uint)i))]);
        await node.AdvanceUntilAsync(() => peer.Connection.IsAborted);
        await peer.Ended;
        Assert.Equal(1, node.Table.Refusals(Refusal.SlowReader));
        Assert.Equal(0, node.Table.Connections);
    }

    [Fact]
    public async Task A_peer_that_reads_late_but_in_time_gets_every_answer()
    {
        var node = new Neighbourhood();
        TestPeer peer = await node.ConnectOpenAsync(toPeer: Narrow);
        for (int round = 0; round < 3; round++)
        {
            await peer.SendAsync([.. Enumerable.Range(0, 1000).Select(i => Messages.Request((uint)i))]);
            node.Time.Advance(node.Options.SlowReaderTimeout / 2);
            for (uint i = 0; i < 1000; i++)
                Assert.Equal(i, Messages.Header(await peer.ReceiveAsync()).HopByHop);
        }

        Assert.False(peer.Connection.IsAborted);
    }

    [Fact]
    public async Task Not_more_is_written_at_once_than_may_be_queued()
    {
        // A pipe without limits shows how much one flush holds.
        var node = new Neighbourhood(new PeersOptions { MaxMessageBytes = 4096, MaxQueuedBytes = 4096 });
        TestPeer peer = await node.ConnectOpenAsync(toPeer: Narrow);
        await peer.SendAsync([.. Enumerable.Range(0, 5000).Select(i => Messages.Request((uint)i))]);
        int received = 0;
        while (received < 5000)
        {
            List<byte[]> answers = await peer.ReceiveFlushAsync();
            Assert.True(answers.Sum(answer => answer.Length) <= 2 * 4096 + 512);
            received += answers.Count;
        }
    }

    [Fact]
    public async Task Late_answers_beyond_what_may_be_queued_are_refused()
    {
        var node = new Neighbourhood(new PeersOptions { MaxMessageBytes = 4096, MaxQueuedBytes = 4096 });
        node.Application.Keeps = true;
        TestPeer peer = await node.ConnectOpenAsync(toPeer: new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 1, useSynchronizationContext: false));

        // The answer fills the pipe, so the loop waits for the peer to read.
        await peer.SendAsync(Messages.Dwr(1));
        byte[] answer = Messages.AnswerTo(Messages.Request(1));
        int taken = 0;
        while (node.Application.Link!.TrySend(answer, []))
            Assert.True(++taken < 1000);
        Assert.True(taken >= 4096 / answer.Length);
    }
}
