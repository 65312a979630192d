using System.Globalization;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>The resident memory of a process on this machine, by <c>/proc</c>.</summary>
internal sealed class MemoryWatch(int process)
{
    // What a garbage collector takes and gives back is no growth: the least of the last seconds counts.
    private const int LastSamples = 5;

    private readonly List<long> _samples = [];
    private long _warm;

    /// <summary>The most that it had during warm-up, in octets.</summary>
    public long Warm => _warm;

    /// <summary>What it has now, in octets; null when there is no such process (any more).</summary>
    public long? Sample()
    {
        try
        {
            string[] fields = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            long octets = long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            _samples.Add(octets);
            return octets;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Warm-up is over: what comes now is compared with the most that was until now.</summary>
    public void EndWarmUp()
    {
        _warm = _samples.DefaultIfEmpty(0).Max();
        _samples.Clear();
    }

    /// <summary>What it grew by since warm-up, in octets; 0 when there is too little to say it by.</summary>
    public long Growth => _warm == 0 || _samples.Count < LastSamples ? 0 : Math.Max(0, _samples.TakeLast(LastSamples).Min() - _warm);
}
