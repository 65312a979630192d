using System.Text.Json;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>What a replay found, for people as it goes on, or as one JSON object at its end.</summary>
internal sealed class ReplayReport(TextWriter output, bool isJson, int width)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<ExchangeResult> _results = [];

    /// <summary>True when nothing differed.</summary>
    public bool IsSame => _results.TrueForAll(result => result.Outcome != Outcome.Different);

    /// <summary>One exchange is done.</summary>
    public void Add(ExchangeResult result)
    {
        _results.Add(result);
        if (isJson)
            return;
        string word = result.Outcome switch { Outcome.Same => "same", Outcome.Different => "DIFF", _ => "----" };
        string what = $"{result.Exchange.Number,4}  {ExchangeText.OfRequest(result.Exchange.Request.Octets)}: {ExchangeText.OfAnswer(result.Exchange.Answer?.Octets)}";
        output.WriteLine(result.Reason.Length == 0 ? $"{word} {what}" : $"{word} {what}; {result.Reason}");
        if (result is { Outcome: Outcome.Different, Received: { } received, Exchange.Answer: { } expected })
            output.WriteLine(DifferenceText.Of(expected.Octets, result.Exchange.Request.Octets, received, result.Sent, width));
    }

    /// <summary>All is done.</summary>
    /// <param name="capture">What was replayed.</param>
    /// <param name="target">To whom.</param>
    public void End(Capture capture, string target)
    {
        if (isJson)
        {
            WriteJson(capture, target);
            return;
        }

        foreach (string note in capture.Notes)
            output.WriteLine($"note: {note}");
        output.WriteLine(
            $"{_results.Count} exchanges of {capture.Conversations.Count} conversations: {Count(Outcome.Same)} same, {Count(Outcome.Different)} different, "
            + $"{Count(Outcome.NotCompared)} without an answer in the capture");
    }

    private int Count(Outcome outcome) => _results.Count(result => result.Outcome == outcome);

    private void WriteJson(Capture capture, string target)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text, Indented))
        {
            json.WriteStartObject();
            json.WriteString("capture", capture.Name);
            json.WriteString("target", target);
            json.WriteNumber("conversations", capture.Conversations.Count);
            json.WriteNumber("same", Count(Outcome.Same));
            json.WriteNumber("different", Count(Outcome.Different));
            json.WriteNumber("notCompared", Count(Outcome.NotCompared));
            json.WriteStartArray("notes");
            foreach (string note in capture.Notes)
                json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteStartArray("exchanges");
            foreach (ExchangeResult result in _results)
                WriteJson(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
    }

    private static void WriteJson(Utf8JsonWriter json, ExchangeResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("exchange", result.Exchange.Number);
        json.WriteString("conversation", result.Exchange.Conversation.ToString());
        json.WriteString("request", ExchangeText.OfRequest(result.Exchange.Request.Octets));
        json.WriteString("expected", ExchangeText.OfAnswer(result.Exchange.Answer?.Octets));
        json.WriteString("received", ExchangeText.OfAnswer(result.Received));
        json.WriteString("outcome", result.Outcome switch { Outcome.Same => "same", Outcome.Different => "different", _ => "not compared" });
        if (result.Outcome == Outcome.Different)
        {
            json.WriteString("reason", result.Reason);
            Lines("sent", result.Sent);
            Lines("expectedAnswer", result.Exchange.Answer?.Octets);
            Lines("receivedAnswer", result.Received);
        }

        json.WriteEndObject();

        void Lines(string name, byte[]? octets)
        {
            json.WriteStartArray(name);
            foreach (string line in octets is { Length: > 0 } ? MessageLines.Of(octets) : [])
                json.WriteStringValue(line);
            json.WriteEndArray();
        }
    }
}
