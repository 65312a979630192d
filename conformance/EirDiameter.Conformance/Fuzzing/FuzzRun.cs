using EirDiameter.Conformance.Fuzzing.Conversations;
using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>One run of the fuzzer from its first connection to its last.</summary>
/// <param name="settings">What it does.</param>
/// <param name="findings">Takes what it finds.</param>
/// <param name="log">Takes what the target sends; null when nobody wants it.</param>
internal sealed class FuzzRun(FuzzSettings settings, FindingLog findings, ITrafficLog? log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Of the whole run: a fifth is warm-up.
    private const double WarmUp = 0.2;

    private readonly FuzzCounters _counters = new();

    /// <summary>How far it is.</summary>
    public FuzzCounters Counters => _counters;

    /// <summary>How long mutations were sent.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The memory of the target's process; null when it is not watched.</summary>
    public MemoryWatch? Memory { get; private set; }

    /// <summary>Runs.</summary>
    /// <param name="progress">Called about every second.</param>
    /// <param name="cancellation">Ends it before its time.</param>
    /// <exception cref="TargetProblemException">The target does not answer before anything was mutated: it cannot be judged.</exception>
    public void Run(Action progress, CancellationToken cancellation)
    {
        MutationQueue queue = new(settings);
        OwnMessages own = new(settings.Subject, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() & 0xFFFFFFFF);
        ConversationTools tools = new(settings.Target, settings.Subject, own, new BlackReading(settings.Subject.Black), findings.Add, log);
        FuzzWorker first = new(tools, queue, _counters);
        if (!first.FindsTargetAlive())
        {
            throw new TargetProblemException(
                $"{settings.Target} does not answer a CER from {own.NextSender().Host} and an ECR: it must run, accept peers of any name, and know the equipment given");
        }

        long begin = TimeProvider.System.GetTimestamp();
        FuzzWorker[] workers = [first, .. Enumerable.Range(1, settings.Connections - 1).Select(_ => new FuzzWorker(tools, queue, _counters))];
        Thread[] threads = [.. workers.Select(worker => new Thread(worker.Run) { IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
        Watch(queue, threads, progress, begin, cancellation);
        foreach (Thread thread in threads)
            thread.Join();
        Elapsed = TimeProvider.System.GetElapsedTime(begin);
        if (_counters.Death is null && !cancellation.IsCancellationRequested && !first.FindsTargetAlive())
            _counters.Die(new ConversationPlan(default, [], null), ConversationEnd.Refused);
        Judge(workers);
    }

    private void Watch(MutationQueue queue, Thread[] threads, Action progress, long begin, CancellationToken cancellation)
    {
        Memory = settings.Process is { } process ? new MemoryWatch(process) : null;
        Memory?.Sample();
        bool isWarm = false;
        long ticked = begin;
        while (Array.Exists(threads, thread => thread.IsAlive))
        {
            Array.Find(threads, thread => thread.IsAlive)?.Join(TimeSpan.FromMilliseconds(50));
            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(begin);
            if (elapsed >= settings.Time || cancellation.IsCancellationRequested || _counters.Death is not null)
                queue.Close();
            if (TimeProvider.System.GetElapsedTime(ticked) < Tick)
                continue;
            ticked = TimeProvider.System.GetTimestamp();
            Elapsed = elapsed;
            progress();
            Memory?.Sample();
            if (isWarm || (elapsed < settings.Time * WarmUp && _counters.Judged < settings.Count * WarmUp))
                continue;
            isWarm = true;
            Memory?.EndWarmUp();
        }
    }

    private void Judge(FuzzWorker[] workers)
    {
        if (_counters.Death is { } death)
        {
            string flight = findings.Repeat(workers.SelectMany(worker => worker.InFlight).Distinct());
            findings.Add(new Finding(
                FindingKind.Liveness,
                $"accepts no new connection, or does not answer a right CER and ECR on it within {settings.Subject.Answer.TotalSeconds} s",
                death.Plan.All.FirstOrDefault(),
                [],
                $"one of these mutations went before: {flight}"));
        }

        if (Memory is not { } memory)
            return;
        if (memory.Sample() is null)
            findings.Add(new Finding(FindingKind.Liveness, $"process {settings.Process} has ended", null, []));
        else if (memory.Growth > settings.MemoryGrowth)
            findings.Add(new Finding(FindingKind.Memory, $"process {settings.Process} grows", null, [], $"by {memory.Growth >> 20} MiB after warm-up, from {memory.Warm >> 20} MiB"));
    }
}
