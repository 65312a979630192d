using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Running;

/// <summary>Waits for answers. What comes instead of them fails the case, except DWRs, the DPR of a target that stops, and the answers to other requests.</summary>
internal static class Answers
{
    /// <summary>The answer to one request.</summary>
    /// <exception cref="JudgementException">It did not come in time, or is no answer to it.</exception>
    public static async Task<NaiveMessage> TakeAsync(CaseConnection connection, SentMessage request, TimeSpan limit) =>
        (await TakeAsync(connection, [request], limit)).Answer;

    /// <summary>The next answer to one of some requests.</summary>
    /// <exception cref="JudgementException">None came in time, or it is no answer to it.</exception>
    public static async Task<(SentMessage Request, NaiveMessage Answer)> TakeAsync(CaseConnection connection, IReadOnlyCollection<SentMessage> requests, TimeSpan limit)
    {
        SentMessage first = requests.First();
        SentMessage? request = null;
        long since = connection.Inbox.Since;
        Arrival arrival = await connection.Inbox.TakeAsync(Judge, limit)
            ?? throw Failure("no answer came", connection, first, null);
        if (connection.Elapsed(since, arrival) > limit)
            throw Failure($"the answer came after {connection.Elapsed(since, arrival).TotalSeconds:0.00} s", connection, first, arrival);
        NaiveMessage answer = NaiveMessage.Decode(arrival.Octets) ?? throw Failure("the answer is not well formed", connection, first, arrival);
        IReadOnlyList<Difference> differences = [.. AnswerForm.OfAnswer(answer, request!), .. AnswerForm.OfAny(answer)];
        return differences.Count == 0 ? (request!, answer) : throw Failure("the answer is not one to this request", connection, request!, arrival, differences);

        Fit Judge(Arrival candidate)
        {
            if (connection.IsUntimed(candidate))
                return Fit.Leave;
            if (candidate.Kind != ArrivalKind.Message)
                throw Failure($"{Unwanted.Name(candidate)} instead of an answer", connection, first, candidate.IsEnd ? null : candidate);
            uint id = NaiveMessage.Number(candidate.Octets, 12, 4);
            bool isAnswer = (candidate.Octets[4] & 0x80) == 0;
            request = requests.FirstOrDefault(one => one.HopByHop == id);
            if (request is not null && (isAnswer || NaiveMessage.Number(candidate.Octets, 5, 3) == request.Command))
                return Fit.Take;
            if (isAnswer && connection.Sent(id).Count > 0)
                return Fit.Leave;
            throw Failure($"{Unwanted.Name(candidate)} instead of the answer", connection, first, candidate);
        }
    }

    /// <summary>A failure that shows request and answer.</summary>
    public static JudgementException Failure(
        string what, CaseConnection connection, SentMessage request, Arrival? received, IReadOnlyList<Difference>? differences = null) =>
        new(what) { Connection = connection.Name, Request = request.Octets, Received = received?.Octets, Differences = differences ?? [] };
}

/// <summary>Names what came though something else was expected.</summary>
internal static class Unwanted
{
    /// <summary>What to call it.</summary>
    public static string Name(Arrival arrival) => arrival.Kind switch
    {
        ArrivalKind.End => "the end of the connection came",
        ArrivalKind.Reset => "a reset of the connection came",
        ArrivalKind.Garbage => $"{arrival.Octets.Length} octets came that are no message",
        _ => $"{Messages.MessageKind.NameOf(NaiveMessage.Number(arrival.Octets, 5, 3), (arrival.Octets[4] & 0x80) != 0)} came",
    };
}
