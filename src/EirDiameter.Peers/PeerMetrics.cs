using System.Diagnostics.Metrics;
using EirDiameter.Peers.Connections;

namespace EirDiameter.Peers;

/// <summary>
/// The neighbours' metrics, on the meter <see cref="MeterName"/>. All instruments are observed: the connections count in plain fields, which are
/// summed up when somebody asks.
/// </summary>
public sealed class PeerMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "EirDiameter.Peers";

    private static readonly string[] RequestNames = ["CER", "DWR", "DPR", "ECR", "other-request"];
    private static readonly string[] AnswerNames = ["CEA", "DWA", "DPA", "ECA", "other-answer"];
    private static readonly string[] ResultNames = ["none", "2xxx", "3xxx", "4xxx", "5xxx", "unknown"];

    private readonly PeerTable _table;
    private readonly Meter _meter;

    /// <summary>Creates the instruments.</summary>
    /// <param name="table">The peers.</param>
    /// <param name="meters">Makes the meter.</param>
    public PeerMetrics(PeerTable table, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _table = table;
        _meter = meters.Create(MeterName);
        _meter.CreateObservableCounter(
            "eir_diameter_messages_total", Messages, description: "Diameter messages by command, direction and class of result.");
        _meter.CreateObservableGauge("eir_peers", Peers, description: "Peers by state of the peer state machine.");
        _meter.CreateObservableGauge("eir_diameter_connections", () => _table.Connections, description: "Transport connections, identified or not.");
        _meter.CreateObservableCounter(
            "eir_diameter_refusals_total", Refusals, description: "Connections refused or ended by this node, by reason.");
        _meter.CreateObservableCounter(
            "eir_diameter_discarded_total", () => _table.Totals().Discarded, description: "Messages discarded.");
        _meter.CreateObservableCounter(
            "eir_diameter_rate_limited_total", () => _table.Totals().Refused, description: "Requests refused because of a rate limit.");
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();

    private List<Measurement<long>> Messages()
    {
        MessageCounts totals = _table.Totals();
        var measurements = new List<Measurement<long>>();
        foreach (CountedCommand command in Enum.GetValues<CountedCommand>())
        {
            foreach (CountedResult result in Enum.GetValues<CountedResult>())
            {
                Add(measurements, totals.Received(command, result), command, result, "received");
                Add(measurements, totals.Sent(command, result), command, result, "sent");
            }
        }

        return measurements;
    }

    private static void Add(List<Measurement<long>> measurements, long count, CountedCommand command, CountedResult result, string direction)
    {
        if (count == 0)
            return;
        string[] names = result == CountedResult.Request ? RequestNames : AnswerNames;
        measurements.Add(new Measurement<long>(
            count,
            new KeyValuePair<string, object?>("command", names[(int)command]),
            new KeyValuePair<string, object?>("direction", direction),
            new KeyValuePair<string, object?>("result", ResultNames[(int)result])));
    }

    private IEnumerable<Measurement<long>> Peers() =>
        _table.Snapshot()
            .GroupBy(peer => peer.State)
            .Select(group => new Measurement<long>(group.Count(), new KeyValuePair<string, object?>("state", NameOf(group.Key.ToString()))));

    private IEnumerable<Measurement<long>> Refusals() =>
        Enum.GetValues<Refusal>()
            .Select(reason => new Measurement<long>(_table.Refusals(reason), new KeyValuePair<string, object?>("reason", NameOf(reason.ToString()))))
            .Where(measurement => measurement.Value > 0);

    private static string NameOf(string word) =>
        string.Concat(word.Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + char.ToLowerInvariant(letter) : $"{char.ToLowerInvariant(letter)}"));
}
