using System.Diagnostics.Metrics;

namespace EirDiameter.Registry;

/// <summary>What is measured of questions to manufacturers.</summary>
internal static class MakerMetrics
{
    private static readonly Meter Meter = new(PublishingMetrics.MeterName);
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>("registry_maker_queries_total", description: "Equipment that manufacturers were asked about, by their answer");

    public static void Asked(MakerAnswer answer) => Queries.Add(
        1, new("participant", answer.Participant), new("answer", answer.Produced switch { true => "produced", false => "not-produced", null => "failed" }));
}
