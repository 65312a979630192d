using System.Buffers;
using System.Threading.Channels;
using EirDiameter.Node.Metrics;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node.S13;

/// <summary>
/// The way beside the fast path: checks whose listings lie on disk wait here in a bounded channel and are answered out of order.
/// A full channel turns a check away, which its connection answers at once; nothing is ever left without an answer.
/// </summary>
internal sealed class DiskChecks : IAsyncDisposable
{
    private const int Capacity = 16_384;
    private const int Workers = 4;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait });
    private readonly S13Application _application;
    private readonly Task[] _workers;

    public DiskChecks(S13Application application)
    {
        _application = application;
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap())];
    }

    /// <summary>Takes a copy of the request; false when too many wait already.</summary>
    public bool TryQueue(ReadOnlySpan<byte> request, IPeerLink link)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(request.Length);
        request.CopyTo(copy);
        if (_waiting.Writer.TryWrite(new Waiting(copy, request.Length, link, _application.Time.GetTimestamp()))) return true;
        ArrayPool<byte>.Shared.Return(copy);
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        _ = _waiting.Writer.TryComplete();
        await Task.WhenAll(_workers);
    }

    private async Task Work()
    {
        MeIdentityCheck check = new(_application);
        CheckCounters counters = _application.Metrics.S13.Open();
        byte[] answer = new byte[4096];
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out Waiting waiting))
            {
                // For each anew: under steady load the queue is never empty, and a reader that is kept sees the lists of long ago.
                using StoreReader reader = _application.Store.Rent();
                check.Begin();
                Answer(waiting, check, reader, counters, ref answer);
            }
        }

        _application.Metrics.S13.Close(counters);
    }

    private void Answer(in Waiting waiting, MeIdentityCheck check, StoreReader reader, CheckCounters counters, ref byte[] answer)
    {
        ReadOnlySpan<byte> request = waiting.Request.AsSpan(0, waiting.Length);
        int most = AnswerWriter.MaxLength(request.Length, _application.Local);
        if (answer.Length < most) answer = new byte[most];
        int length = check.Answer(request, reader, fromDisk: true, answer, counters);

        // A link that is gone has nobody left to answer.
        _ = waiting.Link.TrySend(answer.AsSpan(0, length));
        counters.Record(_application.Time.GetTimestamp() - waiting.Since, 1);
        ArrayPool<byte>.Shared.Return(waiting.Request);
    }

    private readonly record struct Waiting(byte[] Request, int Length, IPeerLink Link, long Since);
}
