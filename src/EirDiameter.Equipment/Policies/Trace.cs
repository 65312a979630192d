namespace EirDiameter.Equipment;

/// <summary>
/// What a policy tells about its way to a decision. A struct type parameter: for <see cref="NoTrace"/> every call compiles to
/// nothing, so that deciding and explaining are one path at no cost.
/// </summary>
internal interface ITrace
{
    void GlobalOverride(EquipmentStatus status);

    void ImsiRange(Imsi imsi, EquipmentStatus status, int index);

    void NoImsiRange(Imsi imsi);

    void Malformed(EquipmentForm form, in Decision decision);

    void Found(in FoundListing item, bool counts, uint nowQuarters);

    void NoPair(Imsi imsi, in Weighing weighing);

    void Listed(in Decision decision);

    void Overflowed(int held, in Decision decision);

    void Unlisted(EquipmentKey key, ProducedVerdict produced, in Decision decision);
}

/// <summary>Tells nothing.</summary>
internal readonly struct NoTrace : ITrace
{
    public void GlobalOverride(EquipmentStatus status)
    {
    }

    public void ImsiRange(Imsi imsi, EquipmentStatus status, int index)
    {
    }

    public void NoImsiRange(Imsi imsi)
    {
    }

    public void Malformed(EquipmentForm form, in Decision decision)
    {
    }

    public void Found(in FoundListing item, bool counts, uint nowQuarters)
    {
    }

    public void NoPair(Imsi imsi, in Weighing weighing)
    {
    }

    public void Listed(in Decision decision)
    {
    }

    public void Overflowed(int held, in Decision decision)
    {
    }

    public void Unlisted(EquipmentKey key, ProducedVerdict produced, in Decision decision)
    {
    }
}
