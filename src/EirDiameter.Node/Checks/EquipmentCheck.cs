using System.Runtime.CompilerServices;
using EirDiameter.Equipment;
using EirDiameter.Node.Seen;
using EirDiameter.Store;

namespace EirDiameter.Node.Checks;

/// <summary>
/// One question to one decision, whichever interface asked: note what was seen, look up, let the policy decide. Used by one thread at a time.
/// </summary>
internal sealed class EquipmentCheck(Policy policy, SeenEquipment? seen, TimeProvider time, ILogger logger)
{
    private FoundListings _found;
    private uint _nowQuarters;
    private int _hour;

    /// <summary>Looks at the clock: every check until the next call is judged at that time.</summary>
    public void Begin()
    {
        _nowQuarters = Validity.QuarterOf(time.GetUtcNow());
        _hour = SeenEquipment.HourOf(_nowQuarters);
    }

    /// <summary>Decides; false = a listing has to be read from disk first, and nothing was noted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDecide(in Question question, StoreReader reader, bool fromDisk, out Decision decision)
    {
        // What is seen is noted behind the lookup, so that both wait for memory at the same time.
        bool noted = seen is not null && question.Form == EquipmentForm.Valid;
        if (noted) seen!.Prepare(question.Key);
        if (policy.NeedsListings(question, out decision))
        {
            if (!TryLookUp(question, reader, fromDisk, out decision)) return false;
        }

        if (noted) seen!.Note(question.Key, _hour);
        return true;
    }

    /// <summary>Decides about something that no list can name. It is not noted as seen: only what a list can name can be newly listed.</summary>
    public Decision DecideUnlistable(in Question question)
    {
        _found.Clear();
        return policy.Decide(question, _found, _nowQuarters);
    }

    private bool TryLookUp(in Question question, StoreReader reader, bool fromDisk, out Decision decision)
    {
        decision = default;
        try
        {
            if (fromDisk) reader.FindFromDisk(question.Key, question.Imsi, ref _found);
            else if (!reader.TryFind(question.Key, question.Imsi, ref _found)) return false;
            decision = policy.Decide(question, _found, _nowQuarters);
        }
        catch (StoreException e)
        {
            NodeLog.CheckFailed(logger, e);
            decision = policy.DecideUnavailable(question);
        }

        return true;
    }
}
