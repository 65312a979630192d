namespace EirDiameter.Store;

/// <summary>What a feed says of what was produced (ITU-T Q.5057): the serial numbers of each TAC that their maker declared as made.</summary>
/// <param name="Sequence">As it was given with the ranges.</param>
/// <param name="Tacs">TACs with a declaration.</param>
/// <param name="CompleteTacs">Those of them whose maker declared that there are no others: what lies in none of their ranges was not produced.</param>
/// <param name="Ranges">Ranges, as they are kept: those that overlap or touch are one.</param>
/// <param name="MemoryBytes">Octets of memory.</param>
/// <param name="Serials">Serial numbers in them.</param>
public sealed record ProducedStatus(long Sequence, long Tacs, long CompleteTacs, long Ranges, long MemoryBytes, long Serials);
