using System.Net.Sockets;
using EirDiameter.Conformance.Fuzzing.Conversations;
using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>
/// One thread of a run: carries out conversations one after the other. Where one did not end as planned it finds out which mutation did that:
/// none behind it counts as sent before it was sent again on a connection that it reached the target on.
/// </summary>
internal sealed class FuzzWorker(ConversationTools tools, MutationQueue queue, FuzzCounters counters)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private const int MostReluctance = 3;

    private readonly Stack<ConversationPlan> _plans = new();
    private int _reluctance;

    /// <summary>What is on its way to the target now: to be told when the target is found dead.</summary>
    public IReadOnlyCollection<long> InFlight { get; private set; } = [];

    /// <summary>Works until no mutations are left.</summary>
    public void Run()
    {
        while (queue.Take() is { Count: > 0 } mutations)
        {
            foreach (ConversationPlan plan in ConversationPlan.For(mutations))
                _plans.Push(plan);
            while (!queue.IsClosed && _plans.TryPop(out ConversationPlan? plan))
                CarryOut(plan);
        }
    }

    /// <summary>True when a connection with nothing but a right CER and ECR is accepted and answered rightly.</summary>
    public bool FindsTargetAlive()
    {
        ConversationPlan nothing = new(FuzzState.Open, [], null);
        for (long deadline = Environment.TickCount64 + (long)tools.Subject.Answer.TotalMilliseconds; ; Thread.Sleep(Pause))
        {
            counters.CountConnection();
            ConversationResult result = Conversation.Run(tools, nothing, out SocketError error);
            if (result.End == ConversationEnd.Done)
                return true;

            // No free port is our own trouble, and passes.
            if (error != SocketError.AddressNotAvailable && Environment.TickCount64 > deadline)
                return false;
        }
    }

    private void CarryOut(ConversationPlan plan)
    {
        InFlight = [.. plan.All.Select(mutation => mutation.Index)];
        counters.CountConnection();
        ConversationResult result = Conversation.Run(tools, plan, out _);
        if (result.End == ConversationEnd.Done)
        {
            counters.CountJudged(plan.All.Count());
            _reluctance = 0;
            return;
        }

        if (!FindsTargetAlive())
        {
            counters.Die(plan, result.End);
            return;
        }

        if (!result.Introduced)
            TryLater(plan);
        else if (result.End == ConversationEnd.Ended)
            GoOnBehindEnd(plan, result.Answered);
        else
            GoOnBehindSilence(plan, result.Answered);
    }

    // A target may bound its connections, and be slow to see that we ended one: so three times. No mutation was sent.
    private void TryLater(ConversationPlan plan)
    {
        if (++_reluctance <= MostReluctance)
        {
            Thread.Sleep(Pause);
            _plans.Push(plan);
            return;
        }

        _reluctance = 0;
        tools.Report(new Finding(FindingKind.Liveness, "does not accept a new connection, or does not answer a right CER on it, while it does on others", null, []));
    }

    // One of those that were not answered made the target end the connection. The first of them is sent as the last on a connection of its own:
    // there it may do so. Was it not the one, the same happens to the next.
    private void GoOnBehindEnd(ConversationPlan plan, int answered)
    {
        counters.CountJudged(answered);
        if (answered == plan.Items.Count)
        {
            if (plan.Last is not null)
                _plans.Push(plan with { Items = [] });
            return;
        }

        if (plan.Items.Count > answered + 1 || plan.Last is not null)
            _plans.Push(plan with { Items = [.. plan.Items.Skip(answered + 1)] });
        _plans.Push(new ConversationPlan(plan.State, [], plan.Items[answered]));
    }

    private void GoOnBehindSilence(ConversationPlan plan, int answered)
    {
        if (plan.Items.Count == 1)
        {
            tools.Report(new Finding(FindingKind.Liveness, $"no longer answers on a connection, {tools.Subject.Answer.TotalSeconds} s long, nor ends it", plan.Items[0], []));
            counters.CountJudged(1);
            answered = 1;
        }
        else
        {
            counters.CountJudged(answered);
        }

        if (plan.Last is not null)
            _plans.Push(plan with { Items = [] });
        foreach (Mutation mutation in plan.Items.Skip(answered))
            _plans.Push(new ConversationPlan(plan.State, [mutation], null));
    }
}
