using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>What an answer says: RFC 6733 7, TS 29.272 7.3.51.</summary>
/// <param name="Code">Result-Code or Experimental-Result-Code; 0 when there is none.</param>
/// <param name="Count">How many Result-Codes and Experimental-Results there are.</param>
/// <param name="IsError">E bit.</param>
/// <param name="Status">Equipment-Status; null when there is none.</param>
internal readonly record struct AnswerResult(uint Code, int Count, bool IsError, uint? Status)
{
    private const uint ResultCode = 268, ExperimentalResult = 297, ExperimentalResultCode = 298, EquipmentStatus = 1445, ThreeGpp = 10415;
    private const uint Success = 2001, Black = 1;

    /// <summary>True when the equipment may be used: it is known, and not black.</summary>
    public bool PermitsEquipment => Code == Success && Status is not null and not Black;

    /// <summary>The status in words.</summary>
    public string StatusText => Status switch { null => "no Equipment-Status", 0 => "white", 1 => "black", 2 => "grey", _ => $"Equipment-Status {Status}" };

    /// <summary>Reads an answer.</summary>
    public static AnswerResult Of(NaiveMessage answer)
    {
        uint code = 0;
        int count = 0;
        uint? status = null;
        foreach (NaiveAvp avp in answer.Avps)
        {
            if (avp is { Code: EquipmentStatus, Vendor: ThreeGpp, Data.Length: 4 })
                status ??= avp.Number;
            if (avp.Vendor != 0 || avp.Code is not (ResultCode or ExperimentalResult))
                continue;
            count++;
            NaiveAvp? holder = avp.Code == ResultCode ? avp : NaiveMessage.DecodeAvps(avp.Data)?.Find(one => one is { Code: ExperimentalResultCode, Vendor: 0 });
            if (code == 0 && holder is { Data.Length: 4 })
                code = holder.Number;
        }

        return new AnswerResult(code, count, (answer.Flags & 0x20) != 0, status);
    }

    /// <summary>What is wrong with it as an answer to this request.</summary>
    public IEnumerable<string> Problems(SentEntry request)
    {
        if (Count != 1)
            yield return $"has {Count} of Result-Code and Experimental-Result, where there must be one (RFC 6733 7.6)";
        uint category = Code / 1000;
        if (category == 3 && !IsError)
            yield return $"answers {Code} without the E bit (RFC 6733 7.1.3)";
        if (IsError && category != 3 && (category != 5 || request.HasGrammar))
            yield return $"sets the E bit with {Code} (RFC 6733 7.1, 7.2)";
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Code} and {StatusText}";
}
