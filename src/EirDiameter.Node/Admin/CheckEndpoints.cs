using EirDiameter.Equipment;
using EirDiameter.Store;

namespace EirDiameter.Node.Admin;

/// <summary>"May this equipment in?" and "why?", for people. The same store and policy as the network elements get.</summary>
internal sealed class CheckEndpoints(ListingStore store, Policy policy, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/check/{equipment}", (string equipment, string? imsi, string? sv) => Ask(equipment, imsi, sv, Check));
        routes.MapGet("/v1/explain/{equipment}", (string equipment, string? imsi, string? sv) => Ask(equipment, imsi, sv, Explain));
    }

    private static IResult Ask(string equipment, string? imsi, string? sv, Func<string, Question, IResult> answer)
    {
        Imsi subscriber = default;
        if (!string.IsNullOrEmpty(imsi) && !Imsi.TryParse(imsi, out subscriber)) return Problem.BadRequest($"imsi: expected 6 to 15 digits, not '{imsi}'");
        byte softwareVersion = Imei.NoSoftwareVersion;
        if (!string.IsNullOrEmpty(sv) && (sv.Length != 2 || !byte.TryParse(sv, System.Globalization.NumberStyles.None, null, out softwareVersion)))
            return Problem.BadRequest($"sv: expected two digits, not '{sv}'");
        return answer(equipment, QuestionOf(equipment, subscriber, softwareVersion));
    }

    private static Question QuestionOf(string equipment, Imsi imsi, byte softwareVersion)
    {
        if (Imei.TryParse(equipment, out Imei imei))
            return new Question(imei.Key, EquipmentForm.Valid, imsi, softwareVersion == Imei.NoSoftwareVersion ? imei.SoftwareVersion : softwareVersion);
        return Meid.TryParse(equipment, out Meid meid)
            ? new Question(meid.Key, EquipmentForm.Valid, imsi, softwareVersion)
            : new Question(default, EquipmentForm.Malformed, imsi, softwareVersion);
    }

    private IResult Check(string equipment, Question question)
    {
        FoundListings found = Find(question);
        return TypedResults.Ok(Answer(equipment, policy.Decide(question, found, Now())));
    }

    private IResult Explain(string equipment, Question question)
    {
        FoundListings found = Find(question);
        uint now = Now();
        Explanation explanation = policy.Explain(question, found, now, store.ReasonText);
        List<ListingBody> listings = [];
        foreach (FoundListing listing in found.Items) listings.Add(Describe(listing, now));
        return TypedResults.Ok(new ExplainBody(
            Answer(equipment, explanation.Decision),
            listings,
            [.. explanation.Steps.Select(step => new StepBody(Words.Of(step.Rule), Words.Of(step.Outcome), step.Text))]));
    }

    private FoundListings Find(in Question question)
    {
        FoundListings found = default;
        if (question.Form != EquipmentForm.Valid) return found;
        using StoreReader reader = store.Rent();
        reader.FindFromDisk(question.Key, question.Imsi, ref found);
        return found;
    }

    private CheckBody Answer(string equipment, in Decision decision) => new(
        equipment,
        decision.IsError ? "error" : Words.Of(decision.Status),
        Words.Of(decision.Basis),
        decision.HasListing ? store.Feeds[decision.Feed] : null,
        decision.HasListing ? store.ReasonText(decision.Listing.Reason) : null,
        decision.HasListing ? decision.Listing.Validity.Effective : null,
        decision.HasListing ? decision.Listing.Validity.Expires : null,
        OnTheWire(decision));

    private static string OnTheWire(in Decision decision) =>
        decision.IsError ? decision.Basis == DecisionBasis.Malformed ? "Result-Code 5004" : "Result-Code 5012"
        : decision.Status == EquipmentStatus.Unknown ? "Experimental-Result 5422"
        : $"Result-Code 2001, Equipment-Status {(int)decision.Status}";

    private ListingBody Describe(in FoundListing listing, uint now) => new(
        store.Feeds[listing.Feed],
        Words.Of(listing.Scope),
        Words.Of(listing.Listing.List),
        store.ReasonText(listing.Listing.Reason),
        listing.Listing.Validity.Effective,
        listing.Listing.Validity.Expires,
        new EquipmentKey(listing.From).ToString(),
        new EquipmentKey(listing.To).ToString(),
        listing.Listing.Validity.Covers(now));

    private uint Now() => Validity.QuarterOf(time.GetUtcNow());
}

/// <summary>Answer of <c>/v1/check</c>.</summary>
internal sealed record CheckBody(
    string Equipment, string Status, string Basis, string? Feed, string? Reason, DateTimeOffset? Effective, DateTimeOffset? Expires, string Answer);

/// <summary>One listing that the store found.</summary>
internal sealed record ListingBody(
    string Feed, string Scope, string List, string? Reason, DateTimeOffset? Effective, DateTimeOffset? Expires, string From, string To, bool Active);

/// <summary>One step of the policy.</summary>
internal sealed record StepBody(string Rule, string Outcome, string Text);

/// <summary>Answer of <c>/v1/explain</c>: that of <c>/v1/check</c>, with all that led to it.</summary>
internal sealed record ExplainBody(CheckBody Decision, IReadOnlyList<ListingBody> Listings, IReadOnlyList<StepBody> Steps)
{
    public string Equipment => Decision.Equipment;

    public string Status => Decision.Status;

    public string Basis => Decision.Basis;

    public string? Feed => Decision.Feed;

    public string? Reason => Decision.Reason;

    public DateTimeOffset? Effective => Decision.Effective;

    public DateTimeOffset? Expires => Decision.Expires;

    public string Answer => Decision.Answer;
}
