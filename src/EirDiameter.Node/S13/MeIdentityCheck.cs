using System.Runtime.CompilerServices;
using EirDiameter.Equipment;
using EirDiameter.Node.Checks;
using EirDiameter.Node.Metrics;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node.S13;

/// <summary>
/// One ECR to one ECA: decode and check, ask the store, let the policy decide, write. Used by one thread at a time.
/// </summary>
internal sealed class MeIdentityCheck(S13Application application)
{
    /// <summary>Returned by <see cref="Answer"/> when a listing has to be read from disk first; nothing was written or counted.</summary>
    public const int NotInMemory = -1;

    private readonly LocalIdentity _local = application.Local;
    private readonly EquipmentCheck _check = new(application.Policy, application.Seen, application.Time, application.Logger);

    /// <inheritdoc cref="EquipmentCheck.Begin"/>
    public void Begin() => _check.Begin();

    /// <summary>
    /// Writes the answer to <paramref name="message"/> and returns its length; 0 if <paramref name="answer"/> is too short for it, with nothing
    /// counted. Never throws: a fault of our own is answered 5012.
    /// </summary>
    public int Answer(ReadOnlySpan<byte> message, StoreReader reader, bool fromDisk, Span<byte> answer, CheckCounters counters)
    {
        try
        {
            return AnswerOrThrow(message, reader, fromDisk, answer, counters);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NodeLog.CheckFailed(application.Logger, e);
            return Refuse(message, Fault.UnableToComply, DecisionBasis.StoreUnavailable, answer, counters);
        }
    }

    /// <summary>Writes the answer of a node that cannot take the request now: 3004 or 5012, as configured.</summary>
    public int Busy(ReadOnlySpan<byte> message, Span<byte> answer, CheckCounters counters)
    {
        application.Metrics.CountDroppedDiskRead();
        return Refuse(message, application.BusyFault, DecisionBasis.StoreUnavailable, answer, counters);
    }

    private int AnswerOrThrow(ReadOnlySpan<byte> message, StoreReader reader, bool fromDisk, Span<byte> answer, CheckCounters counters)
    {
        if (!MeIdentityCheckRequest.TryRead(message, _local, out MeIdentityCheckRequest request, out Fault fault))
            return Refuse(message, fault, DecisionBasis.Malformed, answer, counters);
        Question question = QuestionOf(request);
        return _check.TryDecide(question, reader, fromDisk, out Decision decision)
            ? Write(message, request, question, decision, answer, counters)
            : NotInMemory;
    }

    private int Write(ReadOnlySpan<byte> message, in MeIdentityCheckRequest request, in Question question, in Decision decision, Span<byte> answer, CheckCounters counters)
    {
        if (decision.IsError)
        {
            Fault fault = decision.Basis != DecisionBasis.Malformed ? Fault.UnableToComply
                : question.Form == EquipmentForm.Absent ? Fault.MissingImei
                : request.HasImei ? Fault.InvalidImei(request)
                : Fault.InvalidMeid(request);
            return Refuse(message, fault, decision.Basis, answer, counters);
        }

        // TS 29.272 6.2.1.3: blocked is a success with Equipment-Status, unknown is an Experimental-Result without one.
        int length = decision.Status == EquipmentStatus.Unknown
            ? AnswerWriter.WriteEquipmentUnknown(message, request, _local, answer)
            : AnswerWriter.WriteEquipmentStatus(message, request, _local, (byte)decision.Status, answer);
        if (length > 0) counters.Count(decision.Status, decision.Basis);
        return length;
    }

    private int Refuse(ReadOnlySpan<byte> message, in Fault fault, DecisionBasis basis, Span<byte> answer, CheckCounters counters)
    {
        int length = AnswerWriter.WriteFault(message, _local, fault, answer);
        if (length > 0) counters.CountError(basis);
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Question QuestionOf(in MeIdentityCheckRequest request)
    {
        // A User-Name that is not an IMSI cannot match a pair or a range; the equipment is checked all the same.
        _ = Imsi.TryParse(request.UserName, out Imsi imsi);
        if (Imei.TryParse(request.Imei, out Imei imei))
            return Question.About(imei.Key, imsi, imei.SoftwareVersion);
        if (request.HasImei)
            return new Question(default, EquipmentForm.Malformed, imsi, Imei.NoSoftwareVersion);
        if (!request.HasMeid)
            return new Question(default, EquipmentForm.Absent, imsi, Imei.NoSoftwareVersion);
        return Meid.TryRead(request.Meid, out Meid meid)
            ? Question.About(meid.Key, imsi)
            : new Question(default, EquipmentForm.Malformed, imsi, Imei.NoSoftwareVersion);
    }
}
