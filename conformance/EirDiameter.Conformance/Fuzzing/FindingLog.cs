using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Fuzzing;

/// <summary>Writes findings as they come, with all that it takes to see them again. What repeats itself is counted. Used by all threads of a run.</summary>
/// <param name="output">Where to write.</param>
/// <param name="again">The command that repeats one mutation, without its index.</param>
internal sealed class FindingLog(TextWriter output, string again)
{
    private const int MostAlike = 3;
    private const int MostHex = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>All that were found.</summary>
    public int Count { get; private set; }

    /// <summary>How often each kind was found.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Takes one.</summary>
    public void Add(Finding finding)
    {
        lock (_lock)
        {
            Count++;
            string key = $"{finding.Kind}: {finding.What}";
            int alike = _counts[key] = _counts.GetValueOrDefault(key) + 1;
            if (alike > MostAlike)
                return;
            output.WriteLine($"FINDING {key}{(finding.Detail.Length > 0 ? $": {finding.Detail}" : "")}");
            if (finding.Cause is { } cause)
                Write(cause);
            if (finding.Answer.Length > 0)
                output.WriteLine($"  the target sent {Hex(finding.Answer)}");
            if (alike == MostAlike)
                output.WriteLine("  more of these are counted, not shown");
        }
    }

    /// <summary>How to repeat mutations.</summary>
    public string Repeat(IEnumerable<long> indices) => $"{again} {string.Join(' ', indices.Select(index => $"--only-index {index}"))}";

    private void Write(Mutation cause)
    {
        output.WriteLine($"  mutation {cause.Index}: {cause}");
        output.WriteLine($"  again: {Repeat([cause.Index])}");
        output.WriteLine($"  sent {Hex(cause.Octets)}{(cause.Cuts.Count > 0 ? $" in writes that end at {string.Join(", ", cause.Cuts)}" : "")}");
    }

    private static string Hex(byte[] octets) =>
        $"{octets.Length} octets {Convert.ToHexStringLower(octets.AsSpan(0, Math.Min(octets.Length, MostHex)))}{(octets.Length > MostHex ? "…" : "")}";
}
