namespace EirDiameter.Equipment;

/// <summary>
/// Turns what was found into a decision. The rules, of which the first that has something to say decides: global override, range of
/// subscribers, pair of equipment and subscriber, equipment, range and TAC, produced ranges, test TAC, unlisted; equipment whose
/// identity could not be read is decided before anything is looked up. Immutable; any number of threads may ask at once.
/// </summary>
/// <remarks>
/// <para>Listings that are not valid now do not count. Several that count at one level are weighed by
/// <see cref="PolicyOptions.Precedence"/>, whichever feeds said them; of equal ones the feed with the lowest number is named.</para>
/// <para>Of ranges, the narrowest that hold the equipment decide, a TAC being a range of a million: who lists a hundred serial
/// numbers of a TAC means to say something else of them than of the TAC, be it white or black.</para>
/// <para>A pair listing decides for its subscriber only: white allows, black blocks, grey tracks. If the equipment or its range is
/// answered black without a white pair, the basis is <see cref="DecisionBasis.BlackAllowedByPair"/>.</para>
/// <para>If not all listings fitted into <see cref="FoundListings"/>, what was dropped may be black: unless a more particular
/// listing or a black one decides, the question is answered as if the listings could not be read.</para>
/// </remarks>
public sealed class Policy
{
    private readonly PolicyTable _table;
    private readonly string[] _feeds;
    private readonly bool _decidesEarly;

    /// <summary>A policy as configured.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="feeds">Names of the feeds by number, for explanations.</param>
    /// <exception cref="ArgumentException">The options are wrong: see <see cref="PolicyOptions.Validate"/>.</exception>
    public Policy(PolicyOptions options, IReadOnlyList<string> feeds)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(feeds);
        _table = PolicyTable.Build(options);
        if (_table.Errors.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, _table.Errors), nameof(options));
        _feeds = [.. feeds];
        _decidesEarly = _table.GlobalOverride is not null || !_table.ImsiRanges.IsEmpty;
    }

    /// <summary>The preset this policy was built on.</summary>
    public PolicyPreset Preset => _table.Preset;

    /// <summary>The status everything is answered with; null if the global override is off. Who turns it on wants to be reminded.</summary>
    public EquipmentStatus? GlobalOverride => _table.GlobalOverride;

    /// <summary>Whether the listings must be looked up. If not, <paramref name="decision"/> is made already.</summary>
    public bool NeedsListings(in Question question, out Decision decision)
    {
        if (!_decidesEarly && question.Form == EquipmentForm.Valid)
        {
            decision = default;
            return true;
        }

        NoTrace trace = default;
        return !TryDecideEarly(question, ref trace, out decision);
    }

    /// <summary>Decides. Allocates nothing.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="found">What was found for it; ignored if <see cref="NeedsListings"/> is false.</param>
    /// <param name="nowQuarters">The current quarter hour: <see cref="Validity.QuarterOf"/>.</param>
    public Decision Decide(in Question question, in FoundListings found, uint nowQuarters)
    {
        NoTrace trace = default;
        return Run(question, found, nowQuarters, ref trace);
    }

    /// <summary>Decides without listings, because they cannot be read. What needs none is decided as ever.</summary>
    public Decision DecideUnavailable(in Question question)
    {
        NoTrace trace = default;
        return TryDecideEarly(question, ref trace, out Decision decision) ? decision : Unavailable();
    }

    /// <summary>Decides as <see cref="Decide"/> does, on the same path, and says why.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="found">What was found for it.</param>
    /// <param name="nowQuarters">The current quarter hour.</param>
    /// <param name="reasonText">The text of a listing's reason by its number; null to leave reasons out.</param>
    public Explanation Explain(in Question question, in FoundListings found, uint nowQuarters, Func<ushort, string>? reasonText = null)
    {
        StepTrace trace = new(_table, _feeds, reasonText);
        Decision decision = Run(question, found, nowQuarters, ref trace);
        return new Explanation(decision, trace.Steps);
    }

    private Decision Run<TTrace>(in Question question, in FoundListings found, uint nowQuarters, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        if (TryDecideEarly(question, ref trace, out Decision decision))
            return decision;

        Weighing weighing = default;
        weighing.Weigh(found.Items, nowQuarters, ref trace);
        if (TryDecideByListings(question, found, weighing, nowQuarters, ref trace, out decision))
            return decision;
        return DecideUnlisted(question, found, ref trace);
    }

    private bool TryDecideEarly<TTrace>(in Question question, ref TTrace trace, out Decision decision)
        where TTrace : struct, ITrace
    {
        if (_table.GlobalOverride is EquipmentStatus overriding)
        {
            decision = Plain(overriding, DecisionBasis.GlobalOverride);
            trace.GlobalOverride(overriding);
            return true;
        }

        if (_table.ImsiRanges.TryFind(question.Imsi, out EquipmentStatus status, out int index))
        {
            decision = Plain(status, DecisionBasis.ImsiRange);
            trace.ImsiRange(question.Imsi, status, index);
            return true;
        }

        trace.NoImsiRange(question.Imsi);
        if (question.Form == EquipmentForm.Valid)
        {
            decision = default;
            return false;
        }

        decision = OrError(_table.Malformed, DecisionBasis.Malformed);
        trace.Malformed(question.Form, decision);
        return true;
    }

    private bool TryDecideByListings<TTrace>(
        in Question question, in FoundListings found, in Weighing weighing, uint nowQuarters, ref TTrace trace, out Decision decision)
        where TTrace : struct, ITrace
    {
        Decision general = default;
        bool isListed = true;
        if (weighing.Equipment != EquipmentLists.None)
            general = Pick(found.Items, weighing, nowQuarters, ListingScope.Equipment, weighing.Equipment);
        else if (weighing.Ranges != EquipmentLists.None)
            general = Pick(found.Items, weighing, nowQuarters, ListingScope.Range, weighing.Ranges);
        else
            isListed = false;

        bool isPair = PairDecides(weighing.Pair, isListed, general.Status);
        decision = isPair ? PickPair(found.Items, weighing, nowQuarters, isListed && general.Status == EquipmentStatus.Black) : general;
        if (found.Overflowed && !IsComplete(found.DroppedScope, isPair || isListed, decision))
        {
            decision = Unavailable();
            trace.Overflowed(found.Count, decision);
            return true;
        }

        if (!isPair)
            trace.NoPair(question.Imsi, weighing);
        if (isPair || isListed)
            trace.Listed(decision);
        return isPair || isListed;
    }

    // Oracle's response types ask for the subscriber only when listed equipment would be black; what type 3 made unknown stays so.
    private bool PairDecides(EquipmentLists pair, bool isListed, EquipmentStatus statusWithout) =>
        pair != EquipmentLists.None
        && (!_table.WhitePairsLiftBlackOnly
            || !isListed
            || statusWithout == EquipmentStatus.Black
            || _table.DecidingList(pair) != EquipmentList.White);

    // What was dropped changes nothing if a more particular listing decided. A black decision stands all the same: what was dropped
    // could only have softened it, and blocking what is listed black is the safe mistake.
    private static bool IsComplete(ListingScope dropped, bool isListed, in Decision decision)
    {
        if (!isListed)
            return false;
        ListingScope leastParticular = decision.Basis switch
        {
            DecisionBasis.Pair or DecisionBasis.BlackAllowedByPair => ListingScope.Pair,
            DecisionBasis.Equipment => ListingScope.Equipment,
            _ => ListingScope.Tac,
        };
        return leastParticular < dropped || decision.Status == EquipmentStatus.Black;
    }

    private Decision DecideUnlisted<TTrace>(in Question question, in FoundListings found, ref TTrace trace)
        where TTrace : struct, ITrace
    {
        Decision decision;
        if (found.Produced == ProducedVerdict.NotProduced && _table.NotProduced is EquipmentStatus notProduced)
            decision = Plain(notProduced, DecisionBasis.Produced);
        else if (_table.TestTac is EquipmentStatus testTac && question.Key.Tac.IsTestTac)
            decision = Plain(testTac, DecisionBasis.TestTac);
        else
            decision = Plain(_table.Unlisted, DecisionBasis.Unlisted);
        trace.Unlisted(question.Key, found.Produced, decision);
        return decision;
    }

    private Decision Pick(ReadOnlySpan<FoundListing> items, in Weighing weighing, uint nowQuarters, ListingScope level, EquipmentLists lists)
    {
        ref readonly FoundListing item = ref weighing.Deciding(items, nowQuarters, level, _table.DecidingList(lists));
        DecisionBasis basis = item.Scope switch
        {
            ListingScope.Equipment => DecisionBasis.Equipment,
            ListingScope.Range => DecisionBasis.Range,
            _ => DecisionBasis.Tac,
        };
        return new Decision(_table.StatusOf(lists), basis, item.Feed, item.Listing);
    }

    private Decision PickPair(ReadOnlySpan<FoundListing> items, in Weighing weighing, uint nowQuarters, bool isBlackWithout)
    {
        // A pair is what somebody said of this very subscriber, so its list is its status under every preset.
        EquipmentList list = _table.DecidingList(weighing.Pair);
        ref readonly FoundListing item = ref weighing.Deciding(items, nowQuarters, ListingScope.Pair, list);
        return list == EquipmentList.White && isBlackWithout
            ? new Decision(_table.BlackWithPair, DecisionBasis.BlackAllowedByPair, item.Feed, item.Listing)
            : new Decision((EquipmentStatus)list, DecisionBasis.Pair, item.Feed, item.Listing);
    }

    private Decision Unavailable() => OrError(_table.StoreUnavailable, DecisionBasis.StoreUnavailable);

    private static Decision Plain(EquipmentStatus status, DecisionBasis basis) => new(status, basis, Decision.NoFeed, default);

    private static Decision OrError(EquipmentStatus? status, DecisionBasis basis) =>
        new(status ?? EquipmentStatus.Unknown, basis, Decision.NoFeed, default, IsError: status is null);
}
