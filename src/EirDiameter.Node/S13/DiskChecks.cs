using System.Buffers;
using EirDiameter.Node.Checks;
using EirDiameter.Node.Metrics;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node.S13;

/// <summary>The ECRs that wait for the disk.</summary>
internal sealed class DiskChecks : IAsyncDisposable
{
    private readonly S13Application _application;
    private readonly DiskQueue<Waiting> _queue;

    public DiskChecks(S13Application application)
    {
        _application = application;
        _queue = new DiskQueue<Waiting>(application.Store, () => new Worker(application));
    }

    /// <summary>Takes a copy of the request; false when too many wait already.</summary>
    public bool TryQueue(ReadOnlySpan<byte> request, IPeerLink link)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(request.Length);
        request.CopyTo(copy);
        if (_queue.TryQueue(new Waiting(copy, request.Length, link, _application.Time.GetTimestamp()))) return true;
        ArrayPool<byte>.Shared.Return(copy);
        return false;
    }

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    private readonly record struct Waiting(byte[] Request, int Length, IPeerLink Link, long Since);

    private sealed class Worker(S13Application application) : IDiskWorker<Waiting>
    {
        private readonly MeIdentityCheck _check = new(application);
        private readonly CheckCounters _counters = application.Metrics.S13.Open();
        private byte[] _answer = new byte[4096];

        public void Answer(in Waiting waiting, StoreReader reader)
        {
            ReadOnlySpan<byte> request = waiting.Request.AsSpan(0, waiting.Length);
            int most = AnswerWriter.MaxLength(request.Length, application.Local);
            if (_answer.Length < most) _answer = new byte[most];
            _check.Begin();
            int length = _check.Answer(request, reader, fromDisk: true, _answer, _counters);

            // A link that is gone has nobody left to answer.
            _ = waiting.Link.TrySend(_answer.AsSpan(0, length), request);
            _counters.Record(application.Time.GetTimestamp() - waiting.Since, 1);
            ArrayPool<byte>.Shared.Return(waiting.Request);
        }

        public void Dispose() => application.Metrics.S13.Close(_counters);
    }
}
