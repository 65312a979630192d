using System.Globalization;

namespace EirDiameter.Equipment;

/// <summary>Writes the steps down in words.</summary>
internal readonly struct StepTrace(PolicyTable table, string[] feeds, Func<ushort, string>? reasonText) : ITrace
{
    private readonly List<ExplanationStep> _steps = [];

    public IReadOnlyList<ExplanationStep> Steps => _steps;

    public void GlobalOverride(EquipmentStatus status) =>
        Decided(DecisionBasis.GlobalOverride, $"everything is answered {Word(status)}: the global override is on (Policy:GlobalOverride)");

    public void ImsiRange(Imsi imsi, EquipmentStatus status, int index)
    {
        Passed(DecisionBasis.GlobalOverride, "the global override is off");
        Decided(DecisionBasis.ImsiRange, $"IMSI {imsi} lies in the configured range {table.ImsiRanges.Describe(index)}, which is {Word(status)}");
    }

    public void NoImsiRange(Imsi imsi)
    {
        Passed(DecisionBasis.GlobalOverride, "the global override is off");
        Passed(DecisionBasis.ImsiRange, this switch
        {
            _ when table.ImsiRanges.IsEmpty => "no IMSI ranges are configured",
            _ when imsi.IsNone => "no IMSI was given",
            _ => $"IMSI {imsi} lies in no configured range",
        });
    }

    public void Malformed(EquipmentForm form, in Decision decision) =>
        Decided(DecisionBasis.Malformed, (form == EquipmentForm.Absent ? "no equipment identity was given" : "what was given is no equipment identity") + $": {Answer(decision)} (Policy:Malformed)");

    public void Found(in FoundListing item, bool counts, uint nowQuarters)
    {
        string text = Describe(item.Feed, item.Listing) + Place(item);
        if (!counts)
            text += nowQuarters < item.Listing.Validity.EffectiveQuarters ? "; does not count yet" : "; has expired, does not count";
        _steps.Add(new ExplanationStep(BasisOf(item.Scope), counts ? StepOutcome.Noted : StepOutcome.Ignored, text));
    }

    public void NoPair(Imsi imsi, in Weighing weighing)
    {
        Passed(DecisionBasis.Pair, this switch
        {
            _ when weighing.Pair != EquipmentLists.None => $"a white pair listing lifts only black listings (Policy:Preset {table.Preset})",
            _ when imsi.IsNone => "no IMSI was given, so no pair can match",
            _ => $"no pair listing counts for IMSI {imsi}",
        });
        if (weighing.Equipment != EquipmentLists.None)
            return;
        Passed(DecisionBasis.Equipment, "no listing of this equipment counts");
        if (weighing.Ranges == EquipmentLists.None)
            Passed(DecisionBasis.Range, "no listing of a range or TAC counts");
    }

    public void Listed(in Decision decision)
    {
        string listing = Describe(decision.Feed, decision.Listing);
        string text = decision.Basis == DecisionBasis.BlackAllowedByPair
            ? $"black, but this IMSI is allowed to use it: pair {listing}; answered {Word(decision.Status)} (Policy:BlackWithPair)"
            : listing;
        if (decision.Basis != DecisionBasis.BlackAllowedByPair && decision.Status != (EquipmentStatus)decision.Listing.List)
            text += $"; not on the white list, so answered {Word(decision.Status)} (Policy:Preset {table.Preset})";
        Decided(decision.Basis, text);
    }

    public void Overflowed(int held, in Decision decision) =>
        Decided(DecisionBasis.StoreUnavailable, $"more than {held} listings speak of this equipment, and the rest could change the decision: {Answer(decision)} (Policy:StoreUnavailable)");

    public void Unlisted(EquipmentKey key, ProducedVerdict produced, in Decision decision)
    {
        string verdict = produced switch
        {
            ProducedVerdict.NotProduced => "its maker declared all that was produced, and this is not among it",
            ProducedVerdict.Produced => "its maker declared it as produced, which does not decide",
            _ => "no complete declaration of what was produced covers it",
        };
        if (decision.Basis == DecisionBasis.Produced)
        {
            Decided(DecisionBasis.Produced, $"{verdict}: {Answer(decision)} (Policy:NotProduced)");
            return;
        }

        Passed(DecisionBasis.Produced, verdict);
        if (decision.Basis == DecisionBasis.TestTac)
        {
            Decided(DecisionBasis.TestTac, $"TAC {key.Tac} belongs to test equipment: {Answer(decision)} (Policy:TestTac)");
            return;
        }

        Passed(DecisionBasis.TestTac, key.Tac.IsTestTac ? $"TAC {key.Tac} belongs to test equipment, which is treated as any other" : "not a test TAC");
        Decided(DecisionBasis.Unlisted, $"nothing that counts speaks of it: {Answer(decision)} (Policy:Unlisted, or the preset {table.Preset})");
    }

    private static DecisionBasis BasisOf(ListingScope scope) => scope switch
    {
        ListingScope.Pair => DecisionBasis.Pair,
        ListingScope.Equipment => DecisionBasis.Equipment,
        ListingScope.Range => DecisionBasis.Range,
        _ => DecisionBasis.Tac,
    };

    private static string Place(in FoundListing item) => item.Scope switch
    {
        ListingScope.Pair => ", for this IMSI",
        ListingScope.Equipment => string.Empty,
        ListingScope.Range => $", for the range {new EquipmentKey(item.From)} to {new EquipmentKey(item.To)}",
        _ => $", for TAC {new EquipmentKey(item.From).Tac}",
    };

    private static string Answer(in Decision decision) => decision.IsError ? "answered with an error" : $"answered {Word(decision.Status)}";

    private static string Word(EquipmentStatus status) => status switch
    {
        EquipmentStatus.White => "white",
        EquipmentStatus.Black => "black",
        EquipmentStatus.Grey => "grey",
        _ => "unknown",
    };

    private string Describe(byte feed, in Listing listing)
    {
        string text = $"{Word((EquipmentStatus)listing.List)} by feed {(feed < feeds.Length ? feeds[feed] : $"number {feed}")}";
        if (listing.Reason != 0 && reasonText?.Invoke(listing.Reason) is { Length: > 0 } reason)
            text += $": {reason}";
        if (listing.Validity.Effective is DateTimeOffset effective)
            text += $", since {Write(effective)}";
        if (listing.Validity.Expires is DateTimeOffset expires)
            text += $", until {Write(expires)}";
        return text;
    }

    private static string Write(DateTimeOffset time) =>
        time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private void Passed(DecisionBasis rule, string text) => _steps.Add(new ExplanationStep(rule, StepOutcome.Passed, text));

    private void Decided(DecisionBasis rule, string text) => _steps.Add(new ExplanationStep(rule, StepOutcome.Decided, text));
}
