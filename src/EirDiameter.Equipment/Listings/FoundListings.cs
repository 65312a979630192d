using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EirDiameter.Equipment;

/// <summary>What the registry's declarations of produced ranges say of a key (ITU-T Q.5057).</summary>
public enum ProducedVerdict : byte
{
    /// <summary>No declaration, or none that its owner called complete, covers the TAC: nothing follows.</summary>
    NoCoverage,

    /// <summary>The key lies in a declared range.</summary>
    Produced,

    /// <summary>The ranges of the TAC were declared complete, and the key lies in none of them.</summary>
    NotProduced,
}

/// <summary>
/// All that was found for one question: filled by the store, read by the policy. It holds its listings in itself, so that a question
/// costs no allocation; it is about a kibibyte, so keep one and <see cref="Clear"/> it, and pass it by reference.
/// </summary>
/// <remarks>
/// The order of adding means nothing to a decision as long as all fit. Add the most particular first all the same: what does not
/// fit any more is dropped, and the policy then trusts only what is decided by more particular listings than the dropped ones.
/// </remarks>
public struct FoundListings
{
    /// <summary>How many listings fit.</summary>
    public const int Capacity = 32;

    private int _count;
    private bool _overflowed;
    private ListingScope _droppedScope;
    private Storage _items;

    /// <summary>The listings, in the order they were added.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<FoundListing> Items => ((ReadOnlySpan<FoundListing>)_items)[.._count];

    /// <summary>How many listings are held.</summary>
    public readonly int Count => _count;

    /// <summary>Whether any of the listings is for the pair of equipment and subscriber.</summary>
    public readonly bool HasPairs
    {
        get
        {
            foreach (ref readonly FoundListing item in Items)
            {
                if (item.Scope == ListingScope.Pair)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether listings were dropped because they did not fit.</summary>
    public readonly bool Overflowed => _overflowed;

    /// <summary>The most particular scope of what was dropped; meaningful only if <see cref="Overflowed"/>.</summary>
    public readonly ListingScope DroppedScope => _droppedScope;

    /// <summary>What the produced ranges say; <see cref="ProducedVerdict.NoCoverage"/> until the store sets it.</summary>
    public ProducedVerdict Produced { readonly get; set; }

    /// <summary>Forgets everything, ready for the next question.</summary>
    public void Clear()
    {
        _count = 0;
        _overflowed = false;
        Produced = ProducedVerdict.NoCoverage;
    }

    /// <summary>Adds a listing, or notes that one did not fit.</summary>
    /// <param name="feed">Number of the feed that said it.</param>
    /// <param name="scope">What it names.</param>
    /// <param name="listing">What it says.</param>
    /// <param name="from">First key of what it names; the equipment itself for a pair or equipment.</param>
    /// <param name="to">Last key of what it names, inclusive.</param>
    public void Add(byte feed, ListingScope scope, in Listing listing, EquipmentKey from, EquipmentKey to)
    {
        if (_count < Capacity)
        {
            _items[_count++] = new FoundListing(feed, scope, listing, from.Value, to.Value);
            return;
        }

        _droppedScope = _overflowed && _droppedScope < scope ? _droppedScope : scope;
        _overflowed = true;
    }

    [InlineArray(Capacity)]
    private struct Storage
    {
        private FoundListing _first;
    }
}
