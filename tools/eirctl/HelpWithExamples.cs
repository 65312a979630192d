using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EirDiameter.Eirctl;

/// <summary>The usual help, and after it what else there is to know and what to type.</summary>
internal sealed class HelpWithExamples
{
    private readonly Dictionary<Command, (string? Note, string[] Examples)> _lessons = [];

    /// <param name="command">The command that is taught.</param>
    /// <param name="note">What does not fit on the one line that the list of commands has; null for nothing.</param>
    /// <param name="examples">What to type.</param>
    public void Add(Command command, string? note, params string[] examples) => _lessons.Add(command, (note, examples));

    public CommandLineAction Around(HelpAction plain) => new Action(plain, this);

    private sealed class Action(HelpAction plain, HelpWithExamples help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = plain.Invoke(parseResult);
            if (!help._lessons.TryGetValue(parseResult.CommandResult.Command, out (string? Note, string[] Examples) lesson)) return code;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            if (lesson.Note is not null) output.WriteLine($"{lesson.Note}\n");
            output.WriteLine("Examples:");
            foreach (string example in lesson.Examples) output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }
    }
}
