using System.CommandLine;
using System.CommandLine.Parsing;

namespace EirDiameter.Eirctl;

/// <summary>The options that every command has.</summary>
internal sealed class Globals
{
    public const string DefaultUrl = "http://127.0.0.1:8080";
    private readonly Terminal _terminal;

    public Globals(Terminal terminal)
    {
        _terminal = terminal;
        Url = new Option<string?>("--url")
        {
            Description = $"Admin URL of the node. Else EIRCTL_URL, else {DefaultUrl}.",
            HelpName = "URL",
            Recursive = true,
        };
        Key = new Option<string?>("--key")
        {
            Description = "One of the node's Admin:Keys. Else EIRCTL_KEY, which unlike this option does not show in a process list.",
            HelpName = "KEY",
            Recursive = true,
        };
        Json = new Option<bool>("--json")
        {
            Description = "Print the node's answer as JSON and nothing else, problems included.",
            Recursive = true,
        };
        Url.Validators.Add(result => Check<Uri>(result, result.GetValue(Url), TryReadUrl));
        Key.Validators.Add(result => Check<string>(result, result.GetValue(Key), TryReadKey));
    }

    public Option<string?> Url { get; }

    public Option<string?> Key { get; }

    public Option<bool> Json { get; }

    /// <summary>What is wrong with the environment variables this command line falls back to, or null.</summary>
    public string? EnvironmentError(ParseResult parsed)
    {
        if (parsed.GetValue(Url) is null && _terminal.Environment("EIRCTL_URL") is { Length: > 0 } url && TryReadUrl(url, out _) is { } urlError)
            return $"EIRCTL_URL: {urlError}";
        if (parsed.GetValue(Key) is null && _terminal.Environment("EIRCTL_KEY") is { Length: > 0 } key && TryReadKey(key, out _) is { } keyError)
            return $"EIRCTL_KEY: {keyError}";
        return null;
    }

    public AdminClient Connect(ParseResult parsed)
    {
        _ = TryReadUrl(parsed.GetValue(Url) ?? Environment("EIRCTL_URL") ?? DefaultUrl, out Uri? url);
        _ = TryReadKey(parsed.GetValue(Key) ?? Environment("EIRCTL_KEY"), out string? key);
        return new AdminClient(url!, key);
    }

    private delegate string? Reader<T>(string? text, out T? value);

    private static void Check<T>(OptionResult result, string? text, Reader<T> read)
    {
        if (read(text, out _) is { } error) result.AddError($"{result.Option.Name}: {error}");
    }

    private string? Environment(string name) => _terminal.Environment(name) is { Length: > 0 } value ? value : null;

    private static string? TryReadUrl(string? text, out Uri? url)
    {
        bool isUrl = Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
        return isUrl ? null : $"'{text}' is not a URL such as {DefaultUrl}";
    }

    private static string? TryReadKey(string? text, out string? key)
    {
        key = text?.Trim();
        if (key is null) return null;
        return key.Length == 0 || key.Any(c => c is <= ' ' or > '~') ? "a key has no spaces and only ASCII characters" : null;
    }
}
