using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EirDiameter.Registry;

/// <summary><c>audit verify</c>.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandContext context)
    {
        Command audit = new("audit", "Check the log of all changes.");
        Option<(long Sequence, string Hash)?> last = new("--last")
        {
            Description = "An entry's number and hash that were noted outside: SEQUENCE:HASH. Shows also a log that was written anew, or cut and mended.",
            CustomParser = Parse,
        };
        Command verify = new(
            "verify",
            "Check the chain of the whole log: exit code 0 if it is as it was written, 1 and the first bad entry if it is not. Note the number and hash that it prints in a "
            + "place that nobody of the registry can write, and give them to a later check with --last.")
        {
            last,
        };
        verify.SetAction(async (parsed, cancellation) =>
        {
            await using RegistryDatabase database = await context.OpenAsync(cancellation);
            LedgerVerdict verdict = await LedgerVerifier.VerifyAsync(database, parsed.GetValue(last), new Teller(context.Output), cancellation);
            await context.Output.WriteLineAsync(verdict.IsIntact
                ? $"intact: {verdict.Entries} entries, the last is {verdict.Entries}:{verdict.Head}"
                : $"broken at entry {verdict.BadSequence}: {verdict.Why}");
            return verdict.IsIntact ? RegistryCommands.Done : RegistryCommands.Refused;
        });
        audit.Add(verify);
        return audit;
    }

    private static (long Sequence, string Hash)? Parse(ArgumentResult argument)
    {
        string[] parts = argument.Tokens[0].Value.Split(':');
        if (parts.Length == 2 && parts[1].Length == 64 && parts[1].All(char.IsAsciiHexDigit) && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            return (sequence, parts[1]);
        argument.AddError($"--last: '{argument.Tokens[0].Value}' is not SEQUENCE:HASH, as 'audit verify' prints it: a number, and 64 hexadecimal digits");
        return null;
    }

    private sealed class Teller(TextWriter output) : IProgress<long>
    {
        public void Report(long value) => output.WriteLine($"{value} entries …");
    }
}
