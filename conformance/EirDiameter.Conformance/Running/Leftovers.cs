using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Running;

/// <summary>What nobody waited for, when a case is over.</summary>
internal static class Leftovers
{
    /// <summary>RFC 6733 6.2: an answer is to a request, and a request has one answer.</summary>
    /// <exception cref="JudgementException">There is an answer to nothing, or a second one.</exception>
    public static void Judge(CaseConnection connection)
    {
        Dictionary<uint, int> answers = [];
        foreach (Arrival arrival in connection.Inbox.All)
        {
            if (arrival.Kind == ArrivalKind.Garbage)
                throw new JudgementException("octets came that are no message") { Connection = connection.Name, Received = arrival.Octets };
            if (arrival.Kind != ArrivalKind.Message || (arrival.Octets[4] & 0x80) != 0)
                continue;
            uint id = NaiveMessage.Number(arrival.Octets, 12, 4);
            answers[id] = answers.GetValueOrDefault(id) + 1;
            int asked = connection.Sent(id).Count;
            if (asked < answers[id])
                throw new JudgementException(asked == 0 ? "an answer came to nothing that was asked" : "a request was answered more than once")
                {
                    Connection = connection.Name,
                    Received = arrival.Octets,
                };
        }
    }
}
