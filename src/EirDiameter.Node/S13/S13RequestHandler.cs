using System.Buffers;
using EirDiameter.Node.Metrics;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node.S13;

/// <summary>
/// Answers the ECRs of one connection. One batch is what one read of the socket brought: one store reader, one look at the clock,
/// one duration. Nothing here allocates, locks or waits when the answer is in memory.
/// </summary>
internal sealed class S13RequestHandler(S13Application application, DiskChecks diskChecks, IPeerLink link) : IRequestHandler
{
    // Asking for no more than an answer usually needs packs the blocks of memory that leave in one write.
    private const int UsualLength = 512;

    private readonly CheckCounters _counters = application.Metrics.S13.Open();
    private readonly MeIdentityCheck _check = new(application);
    private StoreReader? _reader;
    private long _started;
    private int _answered;

    public void BeginBatch()
    {
        _reader = application.Store.Rent();
        _check.Begin();
        _started = application.Time.GetTimestamp();
        _answered = 0;
    }

    public bool Handle(ReadOnlySpan<byte> request, IBufferWriter<byte> answers)
    {
        int length = _check.Answer(request, _reader!, fromDisk: false, answers.GetSpan(UsualLength), _counters);
        if (length == 0) length = _check.Answer(request, _reader!, fromDisk: false, LongestAnswer(request, answers), _counters);
        if (length == MeIdentityCheck.NotInMemory)
        {
            if (diskChecks.TryQueue(request, link)) return false;
            length = _check.Busy(request, LongestAnswer(request, answers), _counters);
        }

        answers.Advance(length);
        _answered++;
        return true;
    }

    private Span<byte> LongestAnswer(ReadOnlySpan<byte> request, IBufferWriter<byte> answers) =>
        answers.GetSpan(AnswerWriter.MaxLength(request.Length, application.Local));

    public void EndBatch()
    {
        _reader?.Dispose();
        _reader = null;
        if (_answered > 0) _counters.Record(application.Time.GetTimestamp() - _started, _answered);
    }

    public void Dispose() => application.Metrics.S13.Close(_counters);
}
