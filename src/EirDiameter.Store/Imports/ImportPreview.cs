using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// What turns black: equipment, a pair, or a range that the feed's black list blocks after an import, and did not before or only from a later time
/// on: because it was not listed, or had expired, or was to begin later.
/// </summary>
/// <param name="From">The equipment, or the first key of a range or TAC.</param>
/// <param name="To">The last key of a range or TAC, inclusive; else <paramref name="From"/>.</param>
/// <param name="Imsi">The subscriber of a pair; else <see cref="Imsi.None"/>.</param>
public readonly record struct BlackListed(EquipmentKey From, EquipmentKey To, Imsi Imsi);

/// <summary>What an import will have done, before it is done: nothing is changed for anyone yet.</summary>
public sealed record ImportPreview
{
    private Func<IEnumerable<BlackListed>>? _turningBlack;

    internal ImportPreview(Func<IEnumerable<BlackListed>> turningBlack) => _turningBlack = turningBlack;

    /// <summary>As it will be, with Added, Changed, Removed and Unchanged by the outcome: what a file changes twice counts once.</summary>
    public required ImportReport Report { get; init; }

    /// <summary>Listings of the feed before.</summary>
    public long Before { get; init; }

    /// <summary>Listings of the feed after.</summary>
    public long After { get; init; }

    /// <summary>Listings on the black list before.</summary>
    public long BlackBefore { get; init; }

    /// <summary>Listings that turn black: <see cref="BlackListed"/>.</summary>
    public long NewlyBlack { get; init; }

    /// <summary>How much equipment those of ranges and TACs among them cover; what two cover counts twice.</summary>
    public long NewlyBlackInRanges { get; init; }

    /// <summary>How much of it the widest of them covers.</summary>
    public long WidestNewlyBlack { get; init; }

    /// <summary>Listings that were on the black list and are not any more, or block no longer or only later, by other times.</summary>
    public long NoLongerBlack { get; init; }

    /// <summary>Whether the import is the whole truth of the feed.</summary>
    public bool Snapshot { get; init; }

    /// <summary>
    /// What turns black, one after the other, in no order that means anything: <see cref="NewlyBlack"/> of them. Found anew each time, and only
    /// until the question is answered.
    /// </summary>
    /// <exception cref="InvalidOperationException">The question was answered.</exception>
    public IEnumerable<BlackListed> TurningBlack()
    {
        foreach (BlackListed black in Open()())
        {
            _ = Open();
            yield return black;
        }
    }

    /// <summary>The question was answered: what would be looked at is changed now, or gone.</summary>
    internal void Close() => _turningBlack = null;

    private Func<IEnumerable<BlackListed>> Open() =>
        _turningBlack ?? throw new InvalidOperationException("what turns black is known only until the import is approved or refused");
}
