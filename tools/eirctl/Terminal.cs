using System.Text;

namespace EirDiameter.Eirctl;

/// <summary>Everything of the process that a command may touch, so that a test can stand in for the process.</summary>
internal sealed class Terminal
{
    private readonly Func<Stream> _openInput;
    private readonly Func<string, string?> _environment;

    public Terminal(Stream output, Stream error, Func<Stream> openInput, Func<string, string?> environment, bool interactive)
    {
        OutputStream = output;
        Out = Writer(output);
        Error = Writer(error);
        _openInput = openInput;
        _environment = environment;
        IsInteractive = interactive;
    }

    /// <summary>Standard output as octets: an export goes through unchanged.</summary>
    public Stream OutputStream { get; }

    /// <summary>Standard output as text, UTF-8 without a byte order mark.</summary>
    public TextWriter Out { get; }

    /// <summary>Standard error: only for what went wrong.</summary>
    public TextWriter Error { get; }

    /// <summary>True when a person reads standard output: only then colours, borders and progress bars.</summary>
    public bool IsInteractive { get; }

    /// <summary>False when NO_COLOR is set to anything (https://no-color.org).</summary>
    public bool HasColors => IsInteractive && string.IsNullOrEmpty(Environment("NO_COLOR"));

    public static Terminal OfProcess() => new(
        Console.OpenStandardOutput(),
        Console.OpenStandardError(),
        Console.OpenStandardInput,
        System.Environment.GetEnvironmentVariable,
        !Console.IsOutputRedirected);

    public string? Environment(string name) => _environment(name);

    public Stream OpenInput() => _openInput();

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
}
