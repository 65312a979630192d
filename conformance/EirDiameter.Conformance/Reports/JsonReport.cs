using System.Text.Encodings.Web;
using System.Text.Json;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Reports;

/// <summary>For programs: the whole run as one JSON document, messages in hexadecimal and decoded.</summary>
internal sealed class JsonReport : IReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(Summary summary, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            summary.Target,
            Conformant = summary.IsConformant,
            summary.Passed,
            summary.FailedMandatory,
            summary.FailedOther,
            summary.Skipped,
            Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3),
            Cases = summary.Results.Select(Of),
        },
        Options));

    private static object Of(CaseResult result) => new
    {
        result.Case.Suite,
        result.Case.Id,
        result.Case.Title,
        result.Case.Clauses,
        Level = result.Case.Level.ToString().ToUpperInvariant(),
        Outcome = result.Outcome.ToString().ToLowerInvariant(),
        result.Reason,
        Seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
        Differences = result.Failure?.Differences.Select(difference => new { difference.What, difference.Expected, difference.Actual }),
        Request = Message(result.Failure?.Request),
        Received = Message(result.Failure?.Received),
    };

    private static object? Message(byte[]? octets) => octets is null ? null : new { Hex = Convert.ToHexStringLower(octets), Lines = MessageLines.Of(octets) };
}
