using EirDiameter.Equipment;
using EirDiameter.Node.Checks;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Seen;
using EirDiameter.Store;
using Microsoft.Extensions.ObjectPool;

namespace EirDiameter.Node.N17;

/// <summary>
/// The N5g-eir_EquipmentIdentityCheck service (TS 29.511 5.2): where an equipment-status request meets the store and the policy. The same question
/// over S13 gets the same answer. What is in memory is answered on the thread that read the request; what lies on disk waits in a bounded queue.
/// </summary>
internal sealed class N17Application : IAsyncDisposable
{
    private readonly ObjectPool<N17Check> _checks;
    private readonly DiskQueue<DiskCheck> _diskChecks;
    private readonly ListingStore _store;
    private readonly NodeMetrics _metrics;
    private readonly TimeProvider _time;

    /// <summary>Starts the workers that answer what is not in memory; no more than <paramref name="mostWaiting"/> wait for them.</summary>
    public N17Application(ListingStore store, Policy policy, SeenEquipment? seen, NodeMetrics metrics, TimeProvider time, ILogger logger, int mostWaiting = DiskQueue.Capacity)
    {
        _store = store;
        _metrics = metrics;
        _time = time;
        _checks = new DefaultObjectPoolProvider().Create(new Checks(Open));
        _diskChecks = new DiskQueue<DiskCheck>(store, () => new DiskWorker(Open(), time, logger), mostWaiting);
        N17Check Open() => new(new EquipmentCheck(policy, seen, time, logger), metrics.N17);
    }

    /// <summary>Answers one equipment-status request whose path, method and headers are good.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        long started = _time.GetTimestamp();
        N17Problem? problem = StatusQuery.Read(context.Request.QueryString.Value, out StatusQuery query);
        N17Check check = _checks.Get();
        try
        {
            if (problem is not null)
            {
                check.Counters.CountError(DecisionBasis.Malformed);
                N17Answer.Write(context.Response, problem);
            }
            else
            {
                Question question = QuestionOf(query);
                check.Begin();
                using StoreReader reader = _store.Rent();
                if (!check.TryDecide(question, query.Kind, reader, fromDisk: false, out Decision decision)) return WaitForDiskAsync(context.Response, question, started);
                N17Answer.Write(context.Response, decision);
            }

            check.Counters.Record(_time.GetTimestamp() - started, 1);
            return Task.CompletedTask;
        }
        finally
        {
            _checks.Return(check);
        }
    }

    /// <summary>Answers what waits for the disk, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _diskChecks.DisposeAsync();
        (_checks as IDisposable)?.Dispose();
    }

    private static Question QuestionOf(in StatusQuery query) => query.Kind == PeiKind.Malformed
        ? new Question(default, EquipmentForm.Malformed, query.Imsi, Imei.NoSoftwareVersion)
        : Question.About(query.Kind == PeiKind.Imei ? query.Imei.Key : N17Check.NoList, query.Imsi, query.Imei.SoftwareVersion);

    private async Task WaitForDiskAsync(HttpResponse response, Question question, long started)
    {
        TaskCompletionSource<Decision> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_diskChecks.TryQueue(new DiskCheck(question, answer, started)))
        {
            N17Answer.Write(response, await answer.Task);
            return;
        }

        _metrics.CountDroppedDiskRead();
        CountTurnedAway();
        response.Headers.RetryAfter = "1";
        N17Answer.Write(response, N17Problem.Congestion);
    }

    private void CountTurnedAway()
    {
        N17Check check = _checks.Get();
        check.Counters.CountError(DecisionBasis.StoreUnavailable);
        _checks.Return(check);
    }

    private sealed class Checks(Func<N17Check> open) : PooledObjectPolicy<N17Check>
    {
        public override N17Check Create() => open();

        public override bool Return(N17Check obj) => true;
    }

    private readonly record struct DiskCheck(Question Question, TaskCompletionSource<Decision> Answer, long Since);

    private sealed class DiskWorker(N17Check check, TimeProvider time, ILogger logger) : IDiskWorker<DiskCheck>
    {
        public void Answer(in DiskCheck waiting, StoreReader reader)
        {
            check.Begin();
            try
            {
                _ = check.TryDecide(waiting.Question, PeiKind.Imei, reader, fromDisk: true, out Decision decision);
                waiting.Answer.SetResult(decision);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                NodeLog.CheckFailed(logger, e);
                check.Counters.CountError(DecisionBasis.StoreUnavailable);
                waiting.Answer.SetResult(new Decision(EquipmentStatus.Unknown, DecisionBasis.StoreUnavailable, Decision.NoFeed, default, IsError: true));
            }

            check.Counters.Record(time.GetTimestamp() - waiting.Since, 1);
        }

        public void Dispose() => check.Dispose();
    }
}
