using System.CommandLine;
using System.Globalization;
using EirDiameter.Conformance.Captures;
using EirDiameter.Conformance.Extracting;

namespace EirDiameter.Conformance.Commands;

/// <summary><c>extract</c>: shows the exchanges of a capture, and makes a case of one.</summary>
internal static class ExtractCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("CAPTURE") { Description = "pcap or pcapng file with Diameter over TCP or SCTP" };
        Option<int?> number = new("--exchange") { Description = "Make a case of this exchange", HelpName = "N" };
        Option<bool> list = new("--list") { Description = "Show the exchanges (what it does if no --exchange is given)" };
        Option<string?> output = new("--output") { Description = "Where to write the case (default: standard output)", HelpName = "FILE" };
        Option<string?> id = new("--id") { Description = "Id of the case: small letters, digits, hyphens (default: from the file's name)", HelpName = "ID" };
        Command command = new(
            "extract",
            """
            Show the exchanges of a capture, or make a case of one.

            The case asks what was asked and expects what was answered. What it says beside that (Session-Id, Origin-Host, Origin-Realm) is the
            case's own. A request that no case can say in words, such as a malformed one, becomes 'raw:', octet by octet.
            """)
        {
            file, number, list, output, id,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            Capture capture = Capture.Read(path);
            IReadOnlyList<CapturedExchange> exchanges = CapturedExchange.Of(capture);
            if (exchanges.Count == 0)
                throw new CaptureProblemException($"{path} has no Diameter request of a client{string.Concat(capture.Notes.Select(note => $"; {note}"))}");
            if (parsed.GetValue(list) || parsed.GetValue(number) is not { } chosen)
            {
                List(capture, exchanges, parsed.InvocationConfiguration.Output);
                return 0;
            }

            string text = Case(capture, exchanges, chosen, parsed.GetValue(id));
            if (parsed.GetValue(output) is { } to)
                File.WriteAllText(to, text);
            else
                parsed.InvocationConfiguration.Output.Write(text);
            return 0;
        });
        return command.WithExamples(
            "extract yesterday.pcapng",
            "extract yesterday.pcapng --exchange 7",
            "extract yesterday.pcapng --exchange 7 --id grey-with-letters --output cases/field.yaml && run --case grey-with-letters --node");
    }

    private static string Case(Capture capture, IReadOnlyList<CapturedExchange> exchanges, int number, string? id)
    {
        if (number < 1 || number > exchanges.Count)
            throw new CaptureProblemException($"--exchange wants 1 to {exchanges.Count}: --list shows them");
        id ??= ExtractedCase.UsualId(capture.Name, number);
        if (id.Length == 0 || !id.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            throw new CaptureProblemException($"'{id}' is no id: small letters, digits and hyphens");
        return ExtractedCase.Text(capture.Name, exchanges[number - 1], id);
    }

    private static void List(Capture capture, IReadOnlyList<CapturedExchange> exchanges, TextWriter output)
    {
        Conversation? last = null;
        foreach (CapturedExchange exchange in exchanges)
        {
            if (!ReferenceEquals(last, exchange.Conversation))
                output.WriteLine($"{exchange.Conversation}");
            last = exchange.Conversation;
            string time = exchange.Request.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            output.WriteLine($"  {exchange.Number,4}  {time}  {ExchangeText.OfRequest(exchange.Request.Octets)}: {ExchangeText.OfAnswer(exchange.Answer?.Octets)}");
        }

        foreach (string note in capture.Notes)
            output.WriteLine($"note: {note}");
        output.WriteLine($"{exchanges.Count} exchanges");
    }
}
