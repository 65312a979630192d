using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>What somebody wants to know beside the equipment.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Country">Whose approvals are of interest; null = everybody's.</param>
/// <param name="AskMakers">Whether manufacturers are asked where their declarations do not say.</param>
internal sealed record VerificationTerms(Actor Actor, string? Country, bool AskMakers);

/// <summary>Says what the registry knows of equipment, many at once: format, allocation, production, lists, duplicates, approval, each with its source (Q.5054).</summary>
internal sealed class Verifier(RegistryDatabase database, AllocationStatus allocations, MakerQueries queries, TimeProvider time)
{
    /// <summary>How many are looked up together.</summary>
    public const int AtOnce = 10_000;

    /// <summary>Looks all of them up, and gives the answers in order, as far as they are there.</summary>
    /// <param name="asked">Texts that should name equipment.</param>
    /// <param name="terms">What else is wanted.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<Verification> VerifyAsync(
        IReadOnlyList<string> asked, VerificationTerms terms, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (Question[] some in asked.Select(Question.Read).Chunk(AtOnce))
        {
            Known known = await LookAsync(KeysOf(some), terms, cancellation);
            foreach (Question question in some)
                yield return question.Format.Valid ? known.Of(question) : new Verification { Asked = question.Asked, Format = question.Format, Concerns = [Concern.InvalidFormat] };
        }
    }

    private static EquipmentKey[] KeysOf(Question[] questions) => [.. questions.Where(q => q.Format.Valid).Select(q => q.Key).Distinct()];

    private static Tac[] TacsOf(EquipmentKey[] keys) => [.. keys.Where(k => !k.IsMeid).Select(k => k.Tac).Distinct()];

    private async Task<Dictionary<Tac, long>> FirstSeenAsync(DbConnection connection, Tac[] tacs) =>
        (await connection.QueryAsync<(long Tac, long Day)>(
            $"SELECT u.tac, MIN(u.first_day) FROM {database.Dialect.KeysSource("tacs")} JOIN tacs_in_use u ON u.tac = key GROUP BY u.tac",
            new { tacs = database.Dialect.Keys([.. tacs.Select(t => (long)t.Value)]) })).ToDictionary(r => new Tac((uint)r.Tac), r => r.Day);

    private async Task<Known> LookAsync(EquipmentKey[] keys, VerificationTerms terms, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        Tac[] tacs = TacsOf(keys);
        Known known;
        Dictionary<Tac, MakerEndpoint> makers = [];
        await using (DbConnection connection = await database.OpenAsync(cancellation))
        {
            known = new()
            {
                Now = Validity.QuarterOf(now),
                Country = terms.Country,
                Allocations = await allocations.OfAsync(connection, null, tacs),
                FirstSeen = await FirstSeenAsync(connection, tacs),
                Produced = await ProducedVerdicts.OfAsync(connection, null, database.Dialect, keys),
                Listings = await KnownListings.OfAsync(connection, database.Dialect, terms.Actor, keys),
                Covering = await KnownListings.CoveringAsync(connection, database.Dialect, terms.Actor, keys, cancellation),
                Findings = await KnownFindings.OfAsync(connection, database.Dialect, terms.Actor, keys, withheld: true),
                Approvals = await KnownApprovals.ReadAsync(connection, database.Dialect, terms.Country, tacs, Day.Of(now)),
            };
            if (terms.AskMakers)
                makers = await MakerRegister.OfAsync(connection, database.Dialect, known.Allocations.Values);
        }

        await AskAsync(keys, known, makers, cancellation);
        return known;
    }

    private async Task AskAsync(EquipmentKey[] keys, Known known, Dictionary<Tac, MakerEndpoint> makers, CancellationToken cancellation)
    {
        if (makers.Count == 0)
            return;
        IEnumerable<IGrouping<MakerEndpoint, EquipmentKey>> open = keys
            .Where(k => !k.IsMeid && makers.ContainsKey(k.Tac) && known.Produced[k].Verdict is ProducedVerdict.NoCoverage or ProducedVerdict.RangeCoveredNotListed)
            .GroupBy(k => makers[k.Tac]);
        foreach (Dictionary<EquipmentKey, MakerAnswer> answers in await Task.WhenAll(open.Select(g => queries.AskAsync(g.Key, [.. g], cancellation))))
        {
            foreach ((EquipmentKey key, MakerAnswer answer) in answers)
                known.Answers[key] = answer;
        }
    }

    private readonly record struct Question(string Asked, EquipmentKey Key, EquipmentFormat Format)
    {
        private const int MaxShown = 64;

        public static Question Read(string text)
        {
            EquipmentFormat format = EquipmentFormat.Read(text, out EquipmentKey key);
            return new(text.Length <= MaxShown ? text : text[..MaxShown] + "…", key, format);
        }
    }

    /// <summary>What was found of some equipment, to be put together for each.</summary>
    private sealed class Known
    {
        public required uint Now { get; init; }

        public required string? Country { get; init; }

        public required Dictionary<Tac, TacAllocation> Allocations { get; init; }

        public required Dictionary<Tac, long> FirstSeen { get; init; }

        public required Dictionary<EquipmentKey, ProducedAnswer> Produced { get; init; }

        public required Dictionary<EquipmentKey, List<ListedBy>> Listings { get; init; }

        public required Dictionary<EquipmentKey, List<ListedBy>> Covering { get; init; }

        public required Dictionary<EquipmentKey, List<StatusFinding>> Findings { get; init; }

        public required KnownApprovals Approvals { get; init; }

        public Dictionary<EquipmentKey, MakerAnswer> Answers { get; } = [];

        public Verification Of(in Question question)
        {
            EquipmentKey key = question.Key;
            List<ListedBy> listings = [.. Listings.GetValueOrDefault(key) ?? [], .. Covering.GetValueOrDefault(key) ?? []];
            Verification verification = new()
            {
                Asked = question.Asked,
                Equipment = key.ToString(),
                Format = question.Format,
                Allocated = key.IsMeid ? null : AllocationOf(key.Tac),
                Produced = ProductionOf(key),
                Listed = [.. listings.Select(l => l.View)],
                Duplicate = [.. (Findings.GetValueOrDefault(key) ?? []).Where(IsDuplicate)],
                Approved = key.IsMeid ? [] : Approvals.Of(key.Tac),
                Concerns = [],
            };
            return verification with { Concerns = [.. ConcernsOf(key, verification, listings).Distinct().Order()] };
        }

        private VerifiedTac AllocationOf(Tac tac)
        {
            TacAllocation known = Allocations[tac];
            string? seen = FirstSeen.TryGetValue(tac, out long day) ? Day.Text(day) : null;
            return new(tac.ToString(), known.State(SeenOf(tac)), known.Allocation?.Manufacturer, known.Allocation?.Model, tac.ReportingBody.Name, known.LoadedAt, seen);
        }

        private DateTimeOffset? SeenOf(Tac tac) => FirstSeen.TryGetValue(tac, out long day) ? DateTimeOffset.UnixEpoch.AddDays(day) : null;

        private VerifiedProduction ProductionOf(EquipmentKey key)
        {
            ProducedAnswer declared = Produced[key];
            MakerAnswer? answer = Answers.GetValueOrDefault(key);
            ProducedVerdict verdict = answer is null ? declared.Verdict : answer.Produced switch
            {
                true => ProducedVerdict.Produced,

                // One maker answers for itself: what another owner, who does not say that it declared everything, may have made is not known to it.
                false => declared.Sources.All(s => s.Complete || s.Participant == answer.Participant) ? ProducedVerdict.NotProduced : declared.Verdict,
                null => ProducedVerdict.QueryFailed,
            };
            return new(verdict, declared.Sources, answer);
        }

        // Never-produced and not-allocated findings follow from what is said of these anyway.
        private static bool IsDuplicate(StatusFinding finding) =>
            (finding.Kind == RegistryWords.Of(FindingKind.SeveralCountries) || finding.Kind == RegistryWords.Of(FindingKind.ManySubscribers))
            && (finding.Status == RegistryWords.Of(FindingStatus.Open) || finding.Status == RegistryWords.Of(FindingStatus.Confirmed));

        private IEnumerable<Concern> ConcernsOf(EquipmentKey key, Verification said, List<ListedBy> listings)
        {
            // A pair speaks of one subscriber's use, not of the equipment.
            foreach (ListedBy listed in listings.Where(l => l.Listing.Imsi.IsNone && l.Listing.Validity.Covers(Now)))
            {
                if (listed.Listing.List == EquipmentList.Black)
                    yield return Concern.Black;
                else if (listed.Listing.List == EquipmentList.Grey)
                    yield return Concern.Grey;
            }

            if (said.Produced!.Verdict == ProducedVerdict.NotProduced)
                yield return Concern.NotProduced;
            if (!key.IsMeid && Allocations[key.Tac].IsDenied(SeenOf(key.Tac)))
                yield return Concern.NotAllocated;
            if (said.Allocated?.State is TacState.Test)
                yield return Concern.TestEquipment;
            if (said.Duplicate!.Count > 0)
                yield return Concern.Duplicate;
            if (Country is not null && said.Approved!.Any(a => a.State is ApprovalState.NotApproved or ApprovalState.NotValid))
                yield return Concern.NotApproved;
        }
    }
}
