namespace EirDiameter.Equipment;

/// <summary>One statement by one feed: on this list, for this reason, during this time.</summary>
/// <param name="List">The list.</param>
/// <param name="Reason">Index into the store's table of reasons; 0 = none given.</param>
/// <param name="Validity">When it counts. The default value is <see cref="Validity.Always"/>.</param>
public readonly record struct Listing(EquipmentList List, ushort Reason, Validity Validity);
