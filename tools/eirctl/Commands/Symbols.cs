using System.CommandLine;
using System.Globalization;

namespace EirDiameter.Eirctl.Commands;

/// <summary>Arguments and options that several commands share, with the checks that need no node.</summary>
internal static class Symbols
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>Its form is not checked here: "malformed" is something to ask an EIR about.</summary>
    public static Argument<string> AskedEquipment() =>
        Equipment("IMEI", "IMEI of 14 digits, 15 (check digit or 0 last) or 16 (IMEISV), or a MEID of 14 hex digits.");

    public static Argument<string> ListedEquipment() =>
        Equipment("EQUIPMENT", "IMEI of 14, 15 or 16 digits, MEID of 14 hex digits, TAC of 8 digits, or a range A-B of two 14-digit keys.");

    public static Argument<string> Peer()
    {
        var argument = new Argument<string>("HOST") { Description = "The peer's Origin-Host, such as mme01.epc.mnc001.mcc001.3gppnetwork.org." };
        argument.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(argument))) result.AddError("HOST: it is empty");
        });
        return argument;
    }

    public static Option<string?> SoftwareVersion() => Digits("--sv", "NN", "Software version of the equipment: 2 digits.", 2, 2);

    public static Option<string?> Imsi(string description) => Digits("--imsi", "IMSI", description, 6, 15);

    public static Option<string> LocalFeed(string description) => new("--feed")
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => "local",
    };

    public static Option<string?> List(string description, bool required)
    {
        var option = new Option<string?>("--list") { Description = description, HelpName = "black|grey|white", Required = required };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } list && list is not ("black" or "grey" or "white"))
                result.AddError($"--list: '{list}' is not a list; there are black, grey and white");
        });
        option.CompletionSources.Add(_ => ["black", "grey", "white"]);
        return option;
    }

    public static Option<string?> Date(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "DATE" };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is { } date && !IsDate(date))
                result.AddError($"{name}: '{date}' is not a date such as 2026-12-31 or 2026-12-31T18:00:00Z");
        });
        return option;
    }

    private static Argument<string> Equipment(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValue(argument))) result.AddError($"{name}: it is empty");
        });
        return argument;
    }

    private static bool IsDate(string text) =>
        DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
        // RFC 3339 wants the offset: a local time would mean another moment on another machine.
        && (text.Length == 10 || text[^1] == 'Z' || text[^6] is '+' or '-');

    private static Option<string?> Digits(string name, string helpName, string description, int shortest, int longest)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is not { } digits || (digits.Length >= shortest && digits.Length <= longest && digits.All(char.IsAsciiDigit))) return;
            string length = shortest == longest ? $"{shortest}" : $"{shortest} to {longest}";
            result.AddError($"{name}: '{digits}' is not {length} digits");
        });
        return option;
    }
}
