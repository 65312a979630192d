using System.Numerics;
using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// What one feed says of one equipment (or pair), in 8 octets: lists 3 bits, separate 1, reason 16, effective 22, expires 22 (quarter
/// hours, see <see cref="Validity"/>). 0 = on no list. "Separate" = the lists differ in reason or time, and the details of each lie
/// in the generation's second table; the details here mean nothing then.
/// </summary>
internal readonly record struct PackedListing(ulong Value)
{
    private const ulong ListMask = 0b111;
    private const ulong SeparateBit = 0b1000;
    private const ulong DetailMask = ~(ListMask | SeparateBit);
    private const int ReasonShift = 4;
    private const int EffectiveShift = 20;
    private const int ExpiresShift = 42;

    public EquipmentLists Lists => (EquipmentLists)(Value & ListMask);

    public bool IsSeparate => (Value & SeparateBit) != 0;

    /// <summary>Reason and validity, without lists.</summary>
    public ulong Details => Value & DetailMask;

    public ushort Reason => (ushort)(Value >> ReasonShift);

    public Validity Validity => new((uint)(Value >> EffectiveShift) & Validity.MaxQuarters, (uint)(Value >> ExpiresShift));

    public static ulong DetailsOf(ushort reason, Validity validity) =>
        ((ulong)reason << ReasonShift) | ((ulong)validity.EffectiveQuarters << EffectiveShift) | ((ulong)validity.ExpiresQuarters << ExpiresShift);

    public static PackedListing Of(EquipmentLists lists, ulong details) => new(details | (ulong)lists);

    public static PackedListing SeparateOf(EquipmentLists lists) => new((ulong)lists | SeparateBit);

    /// <summary>The same with another index of its reason.</summary>
    public PackedListing WithReason(ushort reason) => new((Value & ~((ulong)ushort.MaxValue << ReasonShift)) | ((ulong)reason << ReasonShift));

    public Listing ToListing(EquipmentList list) => new(list, Reason, Validity);

    /// <summary>The lowest list of a set, which must not be empty.</summary>
    public static EquipmentList First(EquipmentLists lists) => (EquipmentList)BitOperations.TrailingZeroCount((uint)lists);

    public static EquipmentLists BitOf(EquipmentList list) => (EquipmentLists)(1 << (int)list);
}
