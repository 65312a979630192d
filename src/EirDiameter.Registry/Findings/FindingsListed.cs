using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What became of the listings of findings by a change, as its ledger entry tells it.</summary>
internal sealed class FindingsListed
{
    /// <summary>What is listed newly.</summary>
    public ListedFindings Listed { get; } = new();

    /// <summary>What was taken off.</summary>
    public ListedFindings Taken { get; } = new();

    /// <summary>Whether there is anything to tell.</summary>
    public bool Any => Listed.Count + Taken.Count > 0;
}

/// <summary>Listings of findings: how many, and the first of them. All of them are the claims of the ledger entry.</summary>
internal sealed class ListedFindings
{
    private const int MaxTold = 1000;

    private readonly List<string> _first = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them: feed, equipment and kind.</summary>
    public IReadOnlyList<string> First => _first;

    public void Add(string kind, IEnumerable<(string Feed, long Key)> listings)
    {
        foreach ((string feed, long key) in listings)
        {
            Count++;
            if (_first.Count < MaxTold)
                _first.Add($"{feed} {new EquipmentKey((ulong)key)} {kind}");
        }
    }
}
