using System.CommandLine;
using EirDiameter.Eirctl.Client;

namespace EirDiameter.Eirctl.Commands;

/// <summary>What the EIR answers for this equipment.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        AskedQuestion question = new();
        return context.Create(
            "check",
            "Ask what the EIR answers for this equipment.",
            "The decision is the one made over Diameter. Blocked equipment is exit code 0 too: the question was answered.",
            question.Typed,
            [
                "eirctl check 35693803564380",
                "eirctl check 356938035643809 --imsi 001010123456789",
                "eirctl check 3569380356438007 --json",
            ],
            async run =>
            {
                Answer answer = await question.AskAsync(run, "check");
                return run.Show(answer, decision => DecisionView.Show(run.Printer, question.Equipment(run), decision));
            });
    }
}
