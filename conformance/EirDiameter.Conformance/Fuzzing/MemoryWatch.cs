using System.Globalization;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>The resident memory of a process on this machine, by <c>/proc</c>.</summary>
/// <param name="read">Gives what a process has now, in octets; null when there is no such process (any more).</param>
internal sealed class MemoryWatch(Func<long?> read)
{
    // What a garbage collector takes and gives back is no growth: the least of the last seconds counts.
    private const int LastSamples = 5;

    private readonly List<long> _samples = [];

    /// <summary>Watches a process.</summary>
    public MemoryWatch(int process)
        : this(() => Resident(process))
    {
    }

    /// <summary>The most that it had during warm-up, in octets.</summary>
    public long Warm { get; private set; }

    /// <summary>What it grew by since warm-up, in octets; 0 when there is too little to say it by.</summary>
    public long Growth => Warm == 0 || _samples.Count < LastSamples ? 0 : Math.Max(0, _samples.TakeLast(LastSamples).Min() - Warm);

    /// <summary>What it has now, in octets; null when there is no such process (any more).</summary>
    public long? Sample()
    {
        long? octets = read();
        if (octets is { } some)
            _samples.Add(some);
        return octets;
    }

    /// <summary>Warm-up is over: what comes now is compared with the most that was until now.</summary>
    public void EndWarmUp()
    {
        Warm = _samples.DefaultIfEmpty(0).Max();
        _samples.Clear();
    }

    private static long? Resident(int process)
    {
        try
        {
            string[] fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
