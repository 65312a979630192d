using System.Buffers;
using System.IO.Pipelines;
using EirDiameter.Peers.Tests.Support;
using Xunit;

namespace EirDiameter.Peers.Tests.Connections;

[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public class AllocationTests
{
    private const int Batch = 100;

    [Fact]
    public async Task Requests_cost_no_allocation_at_steady_state()
    {
        var node = new Neighbourhood();
        node.Application.Notes = false;
        TestPeer peer = await node.ConnectOpenAsync();
        byte[] requests = [.. Enumerable.Range(0, Batch).SelectMany(i => Messages.Request((uint)i))];

        // Octets of the answers to one batch; and pools, arrays and compiled code as they will stay.
        long answered = await RunAsync(peer, requests, batches: 1, octets: 0);
        await RunAsync(peer, requests, batches: 300, octets: answered);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await RunAsync(peer, requests, batches: 1000, octets: answered);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // A few thousand octets are seen: waits of the test. One octet for each request would be more than is allowed.
        Assert.True(allocated < 64 * 1024, $"{allocated} octets for {1000 * Batch} requests");
    }

    private static async Task<long> RunAsync(TestPeer peer, byte[] requests, int batches, long octets)
    {
        PipeWriter output = peer.Connection.Application.Output;
        PipeReader input = peer.Connection.Application.Input;
        long received = 0;
        for (int i = 0; i < batches; i++)
        {
            output.Write(requests);
            await output.FlushAsync();
            received = 0;
            do
            {
                ReadResult read = await input.ReadAsync();
                received += read.Buffer.Length;
                input.AdvanceTo(read.Buffer.End);
            }
            while (received < octets);
        }

        return received;
    }
}
