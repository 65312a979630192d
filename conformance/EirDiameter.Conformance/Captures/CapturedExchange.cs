using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Captures;

/// <summary>A request and its answer.</summary>
/// <param name="Number">1 for the first of the capture.</param>
/// <param name="Conversation">Where it passed.</param>
/// <param name="Request">The request.</param>
/// <param name="Answer">The answer; null when the capture has none.</param>
internal sealed record CapturedExchange(int Number, Conversation Conversation, CapturedMessage Request, CapturedMessage? Answer)
{
    /// <summary>The command code of the request.</summary>
    public uint Command => NaiveMessage.Number(Request.Octets, 5, 3);

    /// <summary>All exchanges of a capture that the clients began, conversation by conversation, in the order of the requests.</summary>
    public static IReadOnlyList<CapturedExchange> Of(Capture capture)
    {
        List<CapturedExchange> exchanges = [];
        foreach (Conversation conversation in capture.Conversations)
        {
            // An answer carries the Hop-by-Hop Identifier of its request (RFC 6733 3), and comes later. What was answered is asked no more:
            // some clients use a number again.
            List<CapturedMessage> answers = [.. conversation.Messages.Where(message => !message.FromClient && !IsRequest(message))];
            foreach (CapturedMessage request in conversation.Messages.Where(message => message.FromClient && IsRequest(message)))
            {
                CapturedMessage? answer = answers.Find(one => one.Frame >= request.Frame && HopByHop(one) == HopByHop(request));
                if (answer is not null)
                    answers.Remove(answer);
                exchanges.Add(new CapturedExchange(exchanges.Count + 1, conversation, request, answer));
            }
        }

        return exchanges;
    }

    private static bool IsRequest(CapturedMessage message) => (message.Octets[4] & 0x80) != 0;

    private static uint HopByHop(CapturedMessage message) => NaiveMessage.Number(message.Octets, 12, 4);
}
