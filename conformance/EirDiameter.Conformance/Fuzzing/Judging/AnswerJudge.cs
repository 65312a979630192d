using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>Judges each message that comes on one connection by what was sent on it.</summary>
/// <param name="sent">What was sent.</param>
/// <param name="black">What is black.</param>
/// <param name="report">Takes what is found.</param>
internal sealed class AnswerJudge(SentMessages sent, BlackReading black, Action<Finding> report)
{
    private const byte RequestBit = 0x80, ProxiableBit = 0x40, RetransmittedBit = 0x10;
    private const uint DeviceWatchdog = 280, DisconnectPeer = 282;
    private const uint OriginHost = 264, OriginRealm = 296;

    /// <summary>Judges one message.</summary>
    /// <param name="octets">The message; at least a header.</param>
    /// <returns>What it answers; null when it is a request, or answers nothing that was sent.</returns>
    public SentEntry? Judge(byte[] octets)
    {
        IReadOnlyList<SentEntry> candidates = sent.Find(octets);
        Mutation? cause = candidates.Select(entry => entry.Cause).FirstOrDefault(one => one is not null);
        if (NaiveMessage.Decode(octets) is not { } message)
        {
            Wrong("sends a message that cannot be decoded");
            return null;
        }

        if ((message.Flags & RequestBit) != 0)
        {
            if (candidates.Count > 0 || message.Application != 0 || message.Command is not (DeviceWatchdog or DisconnectPeer))
                Wrong("sends a request that is neither DWR nor DPR, or an answer with the R bit (RFC 6733 6.2)");
            return null;
        }

        if (Match(candidates, message, octets) is not { } entry)
            return null;
        cause = entry.Cause;
        JudgeForm(message, entry, (what, actual) => Wrong(what, actual));
        AnswerResult result = AnswerResult.Of(message);
        foreach (string problem in result.Problems(entry))
            Wrong(problem);

        // Where several requests have the same identifiers nobody can say which of them this answers: all must be black.
        if (result.PermitsEquipment && candidates.Where(one => one.IsRequest).All(one => black.AsksAboutBlack(one.Octets)))
            report(new Finding(FindingKind.Safety, $"answers a request about black equipment with 2001 and {result.StatusText}", cause, octets));
        if (entry.Status is { } status && (result.Code != 2001 || result.Status != status))
            report(new Finding(FindingKind.Liveness, $"answers a right ECR about {(status == 0 ? "white" : "black")} equipment with {result}", null, octets));
        return entry;

        void Wrong(string what, string detail = "") => report(new Finding(FindingKind.WellFormed, what, cause, octets, detail));
    }

    private SentEntry? Match(IReadOnlyList<SentEntry> candidates, NaiveMessage message, byte[] octets)
    {
        SentEntry? fitting = null;
        foreach (SentEntry entry in candidates)
        {
            if (!entry.IsRequest || entry.Command != message.Command || entry.Application != message.Application || (fitting is { Answers: 0 }))
                continue;
            fitting = entry;
        }

        if (fitting is { Answers: 0 })
        {
            fitting.Answers++;
            return fitting;
        }

        if (fitting is null && sent.FindUnframed(octets) is not null)
            return null;
        Mutation? cause = candidates.Select(entry => entry.Cause).FirstOrDefault(one => one is not null);
        string what = candidates.Count == 0 ? "answers with Hop-by-Hop and End-to-End Identifiers that no message had (RFC 6733 6.2)"
            : fitting is not null ? "answers a request twice"
            : candidates.All(entry => !entry.IsRequest) ? "answers what is no request (RFC 6733 6.2)"
            : "answers with another command or application than the request's (RFC 6733 6.2)";
        report(new Finding(FindingKind.WellFormed, what, cause, octets));
        return null;
    }

    private static void JudgeForm(NaiveMessage message, SentEntry entry, Action<string, string> wrong)
    {
        if ((message.Flags & RetransmittedBit) != 0)
            wrong("sets the T bit in an answer (RFC 6733 3)", "");
        if ((message.Flags & ProxiableBit) != 0 != entry.IsProxiable)
            wrong("does not give back the P bit of the request (RFC 6733 6.2)", "");
        if (message.Avps.Count(avp => avp is { Code: OriginHost, Vendor: 0 }) != 1 || message.Avps.Count(avp => avp is { Code: OriginRealm, Vendor: 0 }) != 1)
            wrong("answers without Origin-Host or Origin-Realm, or with several", "");

        // RFC 6733 6.2: Session-Id and Proxy-Info are given back as they came, whatever they were.
        foreach (Difference difference in AnswerForm.OfAny(message))
        {
            if (difference.What is not ("Session-Id" or "Proxy-Info"))
                wrong($"{difference.What} should be {difference.Expected}", difference.Actual);
        }
    }
}
