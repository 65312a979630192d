using System.Text.Json;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>A decision in words, for check and explain.</summary>
internal static class DecisionView
{
    public static void Show(Printer printer, string asked, JsonElement decision)
    {
        string status = decision.Text("status") ?? "unknown";
        printer.Headline($"{decision.Text("equipment") ?? asked} is {Meaning(status)}", status);
        printer.Facts(
            ("basis", Words.Heading(decision.Cell("basis"))),
            ("feed", decision.Cell("feed")),
            ("reason", decision.Cell("reason")),
            ("effective", decision.Cell("effective")),
            ("expires", decision.Cell("expires")),
            ("answer", decision.Cell("answer")));
    }

    private static string Meaning(string status) => status switch
    {
        "white" => "white: permitted",
        "grey" => "grey: permitted and tracked",
        "black" => "black: blocked",
        "error" => "answered with an error: no equipment identity, or the listings cannot be read",
        "unknown" => "unknown: on no list that counts, so the network decides",
        _ => Words.OneLine(status),
    };
}
