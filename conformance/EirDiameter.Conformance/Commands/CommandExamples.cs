using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace EirDiameter.Conformance.Commands;

/// <summary>What to type: shown below the usual help of a command.</summary>
internal static class CommandExamples
{
    private static readonly ConditionalWeakTable<Command, string[]> Lessons = [];

    /// <summary>Gives a command its examples.</summary>
    public static T WithExamples<T>(this T command, params string[] examples)
        where T : Command
    {
        Lessons.AddOrUpdate(command, examples);
        return command;
    }

    /// <summary>Makes the help of a root and of all below it show them.</summary>
    public static void ShowIn(RootCommand root)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new HelpAndExamples((HelpAction)help.Action!);
    }

    private sealed class HelpAndExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            int code = usual.Invoke(parseResult);
            if (!Lessons.TryGetValue(parseResult.CommandResult.Command, out string[]? examples))
                return code;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }
    }
}
