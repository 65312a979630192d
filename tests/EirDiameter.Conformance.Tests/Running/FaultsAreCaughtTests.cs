using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Reports;
using EirDiameter.Conformance.Running;
using EirDiameter.Conformance.Tests.FaultyEir;
using Xunit.Abstractions;

namespace EirDiameter.Conformance.Tests.Running;

/// <summary>The cases themselves are judged: each mistake of an EIR is seen by the case that is for it, and a right EIR by none.</summary>
public class FaultsAreCaughtTests(ITestOutputHelper output)
{
    private static readonly string Profiles = Path.Combine(AppContext.BaseDirectory, "profiles");
    private static readonly IReadOnlyList<Case> All = CaseLibrary.Read(CaseLibrary.Usual);
    private static readonly EirSettings Settings = new() { Lists = EquipmentLists.Read(Path.Combine(Profiles, "equipment.csv")) };

    // Its timers are shorter than RFC 3539 allows, so that this does not take minutes.
    private const string LeastInterval = "dwr-interval-least";

    private static readonly Profile Profile = Profile.Read(Path.Combine(Profiles, "node.yaml")) with
    {
        Watchdog = Settings.Watchdog,
        Jitter = Settings.Jitter,
        Capabilities = Settings.Capabilities,
        Answer = TimeSpan.FromSeconds(1.5),
    };

    private static readonly Dictionary<Fault, string> Catchers = new()
    {
        [Fault.ErrorFlagMissing] = "error-3001-unknown-command",
        [Fault.ErrorFlagInPermanentFailure] = "answer-permanent-failure-without-e",
        [Fault.ProxiableFlagAlways] = "header-base-not-proxiable",
        [Fault.ProxiableFlagNever] = "header-proxiable-copied",
        [Fault.RetransmissionFlagCopied] = "header-retransmission-flag-cleared",
        [Fault.ReservedFlagsCopied] = "header-reserved-flags-ignored",
        [Fault.HopByHopTruncated] = "header-hop-by-hop-greatest",
        [Fault.EndToEndOwn] = "header-end-to-end-bounds",
        [Fault.ApplicationZeroInError] = "header-unknown-application",
        [Fault.ProxyInfoReversed] = "proxy-info-order",
        [Fault.ProxyInfoMissingInErrors] = "proxy-info-in-protocol-error",
        [Fault.ProxyInfoFirstOnly] = "proxy-info-twins",
        [Fault.RouteRecordCopied] = "route-record-not-in-answer",
        [Fault.DestinationCopied] = "answer-no-destination",
        [Fault.SessionIdLast] = "answer-session-id",
        [Fault.SessionIdMissingInErrors] = "answer-session-id-in-error",
        [Fault.OriginHostEchoed] = "answer-origin",
        [Fault.SessionStateMissing] = "answer-no-state",
        [Fault.UnknownInResultCode] = "error-5422-unknown-equipment",
        [Fault.UnknownBesideSuccess] = "list-unlisted",
        [Fault.ExperimentalWithoutVendor] = "error-5422-unknown-equipment",
        [Fault.BlackIsFailure] = "list-black",
        [Fault.StatusWithoutVendor] = "answer-status-flags",
        [Fault.StatusNotMandatory] = "answer-status-flags",
        [Fault.StatusInErrors] = "error-5001-avp-unsupported",
        [Fault.GreyAndBlackSwapped] = "list-grey",
        [Fault.CheckDigitInKey] = "imei-check-digit",
        [Fault.CheckDigitVerified] = "imei-check-digit-white",
        [Fault.UnlistedIsWhite] = "list-unlisted",
        [Fault.MalformedImeiLookedUp] = "imei-13-digits",
        [Fault.SecondImeiIgnored] = "imei-twice",
        [Fault.VendorIgnored] = "avp-code-without-its-vendor",
        [Fault.AnyImsiLiftsBlack] = "pair-not-for-others",
        [Fault.ExpiryIgnored] = "list-expired",
        [Fault.RangeEndMissing] = "list-range-ends",
        [Fault.FailedAvpMissing] = "error-5005-missing",
        [Fault.FailedAvpWithoutGroup] = "imei-missing",
        [Fault.FailedAvpExampleNotZero] = "error-5005-missing-origin-host",
        [Fault.UnknownMandatoryIgnored] = "avp-unknown-mandatory",
        [Fault.UnknownOptionalRefused] = "avp-unknown-optional",
        [Fault.UnknownCommandSilent] = "header-unknown-command",
        [Fault.UnknownApplicationCloses] = "error-3007-unknown-application",
        [Fault.ErrorFlagInRequestServed] = "error-3008-error-flag",
        [Fault.AnswersAnswered] = "header-answer-to-nothing",
        [Fault.VersionIgnored] = "header-version-2",
        [Fault.DestinationHostIgnored] = "error-3002-other-host",
        [Fault.DestinationRealmIgnored] = "error-3003-other-realm",
        [Fault.HostWithCase] = "route-destination-host-case",
        [Fault.ApplicationDemanded] = "tolerate-no-vendor-specific-application",
        [Fault.MissingAvpCloses] = "error-5005-missing",
        [Fault.BadLengthSilent] = "error-5014-avp-length",
        [Fault.SecondInSegmentLost] = "frame-two-in-one",
        [Fault.SplitMessageLost] = "frame-split-behind-header",
        [Fault.AnsweredTwice] = "answer-once",
        [Fault.DuplicatesDropped] = "duplicate-marked",
        [Fault.ServedBeforeCer] = "first-message-ecr",
        [Fault.NoCommonApplicationAccepted] = "cer-no-common-application",
        [Fault.RelayRefused] = "route-relay-peer",
        [Fault.BareApplicationRefused] = "cer-bare-application",
        [Fault.AddressMissing] = "cea-identity",
        [Fault.ApplicationAdvertisedBare] = "cea-application",
        [Fault.ProductNameMandatory] = "cea-product-flags",
        [Fault.CerNotTimed] = "no-message",
        [Fault.WatchdogUnanswered] = "dwa-form",
        [Fault.WatchdogNotSent] = "dwr-after-silence",
        [Fault.WatchdogByFixedPeriod] = "dwr-not-while-traffic",
        [Fault.WatchdogWithoutJitter] = "dwr-jitter",
        [Fault.WatchdogHasty] = "dwr-unanswered-close",
        [Fault.WatchdogNeverCloses] = "dwr-unanswered-close",
        [Fault.StateIdChanges] = "answer-state-id-consistent",
        [Fault.DisconnectUnanswered] = "dpa-rebooting",
        [Fault.DisconnectClosedByAnswerer] = "dpa-then-sender-closes",
        [Fault.StopWithoutDisconnect] = "stop-sends-dpr",
        [Fault.GarbageEndsAll] = "hostile-garbage",
    };

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_is_caught_by_the_case_that_is_for_it(Fault fault)
    {
        await using FaultyTargets targets = new(Settings, fault);
        IReadOnlyList<CaseResult> results = await RunAsync(targets, [All.Single(one => one.Id == Catchers[fault])]);
        Assert.Equal(Outcome.Failed, Assert.Single(results).Outcome);
        output.WriteLine(FailureText.Of(results[0]));
    }

    [Fact]
    public async Task A_right_EIR_fails_no_case()
    {
        await using FaultyTargets targets = new(Settings);
        IReadOnlyList<CaseResult> results = await RunAsync(targets, [.. All.Where(one => one.Id != LeastInterval)]);
        foreach (CaseResult result in results.Where(result => result.Outcome == Outcome.Failed))
            output.WriteLine($"{result.Case.Id}: {FailureText.Of(result)}");
        Assert.DoesNotContain(results, result => result.Outcome == Outcome.Failed);
        Assert.InRange(results.Count(result => result.Outcome == Outcome.Passed), All.Count * 9 / 10, All.Count);
    }

    [Fact]
    public async Task A_watchdog_that_is_too_quick_is_caught()
    {
        await using FaultyTargets targets = new(Settings);
        Assert.Equal(Outcome.Failed, Assert.Single(await RunAsync(targets, [All.Single(one => one.Id == LeastInterval)])).Outcome);
    }

    private static Task<IReadOnlyList<CaseResult>> RunAsync(FaultyTargets targets, IReadOnlyList<Case> cases) =>
        new SuiteRunner(Profile, targets, null, TimeProvider.System).RunAsync(cases);
}
