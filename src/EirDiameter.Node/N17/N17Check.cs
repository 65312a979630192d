using EirDiameter.Equipment;
using EirDiameter.Node.Checks;
using EirDiameter.Node.Metrics;
using EirDiameter.Store;

namespace EirDiameter.Node.N17;

/// <summary>What one N17 request at a time needs to be decided and counted.</summary>
internal sealed class N17Check(EquipmentCheck check, InterfaceChecks checks) : IDisposable
{
    /// <summary>Stands for equipment that no list can name: above the keys of all IMEIs and MEIDs, of no TAC.</summary>
    public static readonly EquipmentKey NoList = new(ulong.MaxValue);

    public CheckCounters Counters { get; } = checks.Open();

    /// <inheritdoc cref="EquipmentCheck.Begin"/>
    public void Begin() => check.Begin();

    /// <summary>Decides and counts; false = a listing has to be read from disk first, and nothing was noted or counted.</summary>
    public bool TryDecide(in Question question, PeiKind kind, StoreReader reader, bool fromDisk, out Decision decision)
    {
        // MAC addresses and the like are equipment that nothing speaks of, so the policy's word on unlisted equipment holds for them.
        if (kind == PeiKind.Unlistable) decision = check.DecideUnlistable(question);
        else if (!check.TryDecide(question, reader, fromDisk, out decision)) return false;
        if (decision.IsError) Counters.CountError(decision.Basis);
        else Counters.Count(decision.Status, decision.Basis);
        return true;
    }

    public void Dispose() => checks.Close(Counters);
}
