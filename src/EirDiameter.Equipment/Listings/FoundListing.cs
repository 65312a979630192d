namespace EirDiameter.Equipment;

/// <summary>Where a listing was found, most particular first.</summary>
public enum ListingScope : byte
{
    /// <summary>It names the equipment and the subscriber asked about.</summary>
    Pair,

    /// <summary>It names the equipment.</summary>
    Equipment,

    /// <summary>It names a range of keys that the equipment lies in.</summary>
    Range,

    /// <summary>It names the equipment's TAC.</summary>
    Tac,
}

/// <summary>A listing that speaks of the equipment asked about.</summary>
/// <param name="Feed">Number of the feed that said it.</param>
/// <param name="Scope">What it names.</param>
/// <param name="Listing">What it says.</param>
/// <param name="From">First key of what it names.</param>
/// <param name="To">Last key of what it names, inclusive; equal to <paramref name="From"/> unless it is a range or TAC.</param>
public readonly record struct FoundListing(byte Feed, ListingScope Scope, Listing Listing, ulong From, ulong To);
