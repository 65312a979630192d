using System.Globalization;
using System.Text;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Checks what was written in a report. Messages say what is wrong and what would be right, and name no subscriber.</summary>
internal sealed class ReportReader(Actor actor, ReportOptions options, DateTimeOffset now)
{
    private const int MaxReasonOctets = 1024;
    private const int MaxCaseReference = 64;
    private const int MaxGraceDays = 3650;
    private const int MaxEquipment = 40;

    private readonly DateTimeOffset _now = now;

    public bool TryRead(ReportText text, out Report? report, out string? error)
    {
        report = null;
        if (!RegistryWords.TryParse(text.Type, out ReportType type))
            error = $"type '{text.Type}' is none of {RegistryWords.All<ReportType>()}";
        else if (TryEquipment(text.Equipment, type, out EquipmentKey from, out EquipmentKey to, out error)
            && TryImsi(text.Imsi, type, from != to, out Imsi imsi, out error)
            && TryFeed(text.Scope, text.Country, type, out string feed, out string? country, out error)
            && TryTimes(text.Effective, text.Expires, text.GraceDays, type, out Validity validity, out int grace, out error)
            && TryText("reason", text.Reason, MaxReasonOctets, out string reason, out error)
            && TryText("caseReference", text.CaseReference, MaxCaseReference, out string caseReference, out error))
            report = new Report(type, from, to, imsi, feed, country, validity, grace, reason, caseReference, Origin: "");
        return report is not null;
    }

    private bool TryEquipment(string? text, ReportType type, out EquipmentKey from, out EquipmentKey to, out string? error)
    {
        (from, to) = (default, default);
        if (!TryListed(text, type == ReportType.BarredTac, out ListedEquipment listed, out error))
            return false;
        (from, to) = (new EquipmentKey(listed.From), new EquipmentKey(listed.To));
        if (listed.IsRange && ReportRules.IsPair(type))
            error = $"a {RegistryWords.Of(type)} names one equipment, not a range or TAC";
        else if ((!ReportRules.MayNameTac(type) || from.IsMeid) && listed.To - listed.From >= (ulong)options.MaxRange)
            error = $"the range names more than {options.MaxRange} equipments; so much is for {RegistryWords.Of(ReportType.BlockedByOrder)} and {RegistryWords.Of(ReportType.Barred)}";
        else if (ReportRules.MayNameTac(type) && from.Tac != to.Tac)
            error = "a range lies within one TAC";
        return error is null;
    }

    private static bool TryImsi(string? text, ReportType type, bool isRange, out Imsi imsi, out string? error)
    {
        imsi = Imsi.None;
        error = null;
        if (string.IsNullOrEmpty(text))
            error = ReportRules.IsPair(type) ? $"a {RegistryWords.Of(type)} needs the imsi of the subscriber" : null;
        else if (!ReportRules.IsPair(type) || isRange)
            error = $"imsi is for {RegistryWords.Of(ReportType.Pairing)} and {RegistryWords.Of(ReportType.Exception)} of one equipment only";
        else if (!Imsi.TryParse(text, out imsi))
            error = "an imsi is 6 to 15 digits";
        return error is null;
    }

    private bool TryFeed(string? scope, string? country, ReportType type, out string feed, out string? own, out string? error)
    {
        feed = "";
        own = actor.Country;
        error = null;
        if (!string.IsNullOrEmpty(country) && !country.Equals(actor.Country, StringComparison.OrdinalIgnoreCase))
        {
            if (actor.Role != Role.Registrar)
                error = $"country '{country}' is not your own ({actor.Country ?? "you have none"}): leave it out";
            else if (!Countries.TryParse(country, out own))
                error = $"country '{country}' is not an ISO 3166 alpha-2 code";
        }

        bool global = ReportRules.IsGlobalByDefault(type);
        if (error is null && !string.IsNullOrEmpty(scope))
        {
            global = scope.Equals("global", StringComparison.OrdinalIgnoreCase);
            if (!global && !scope.Equals("national", StringComparison.OrdinalIgnoreCase))
                error = $"scope '{scope}' is neither global nor national";
            else if (global && !ReportRules.MayBeGlobal(type))
                error = $"a {RegistryWords.Of(type)} binds one country: its scope is national";
        }

        if (error is not null || type == ReportType.Recovered)
            return error is null;
        if (global)
            feed = FeedRights.Global;
        else if (own is null)
            error = "a national report needs a country";
        else
            feed = own;
        return error is null;
    }

    private bool TryTimes(string? effective, string? expires, string? graceDays, ReportType type, out Validity validity, out int grace, out string? error)
    {
        validity = Validity.Always;
        grace = 0;
        if (!TryTime("effective", effective, out DateTimeOffset? from, out error) || !TryTime("expires", expires, out DateTimeOffset? until, out error))
            return false;
        if (!string.IsNullOrEmpty(graceDays) && (!int.TryParse(graceDays, NumberStyles.None, CultureInfo.InvariantCulture, out grace) || grace > MaxGraceDays))
            error = $"graceDays '{graceDays}' is not a number from 0 to {MaxGraceDays}";
        else if (grace > 0 && (type == ReportType.Recovered || ReportRules.ListOf(type, options) != EquipmentList.Black))
            error = $"graceDays are for what becomes black, not for {RegistryWords.Of(type)}";
        else if (Validity.TryCreate(from ?? _now, until, out validity, out error) && grace > 0)
            error = WhyNoGrace(Report.EndOfGraceOf(validity, grace), validity);
        return error is null;
    }

    // Grey until the grace ends and then black: both have to be times that can be kept, or nobody could publish what follows.
    private static string? WhyNoGrace(uint end, Validity validity) =>
        end <= validity.EffectiveQuarters ? "its effective date is too far ahead to have days of grace"
        : end >= validity.ExpiresQuarters ? "it would expire before its days of grace are over"
        : null;

    private static bool TryListed(string? text, bool tacsOnly, out ListedEquipment listed, out string? error)
    {
        Span<byte> utf8 = stackalloc byte[MaxEquipment];
        listed = default;
        error = null;
        if (string.IsNullOrEmpty(text))
            error = tacsOnly ? "the TAC is missing" : "equipment is missing";
        else if (!Encoding.UTF8.TryGetBytes(text, utf8, out int written))
            error = "equipment is 14, 15 or 16 digits, a TAC of 8, a range of two keys, or a MEID of 14 hexadecimal digits";
        else
            return ListedEquipment.TryParse(utf8[..written], tacsOnly, out listed, out error);
        return false;
    }

    private static bool TryTime(string name, string? text, out DateTimeOffset? time, out string? error)
    {
        Span<byte> utf8 = stackalloc byte[MaxEquipment];
        time = null;
        error = null;
        bool read = string.IsNullOrEmpty(text)
            || (Encoding.UTF8.TryGetBytes(text, utf8, out int written) && ListedTime.TryParse(utf8[..written], compact: true, out time));
        if (!read)
            error = $"{name} '{(text!.Length > 40 ? text[..40] : text)}' is not a date: yyyy-MM-dd or RFC 3339";
        return read;
    }

    private static bool TryText(string name, string? text, int maxOctets, out string read, out string? error)
    {
        read = text?.Trim() ?? "";
        error = Encoding.UTF8.GetByteCount(read) > maxOctets ? $"{name} has more than {maxOctets} octets"
            : read.Any(char.IsControl) ? $"{name} holds control characters"
            : null;
        return error is null;
    }
}
