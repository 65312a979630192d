using System.CommandLine;
using EirDiameter.Eirctl.Client;

namespace EirDiameter.Eirctl.Commands;

/// <summary>What the EIR answers for this equipment.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> equipment = Symbols.AskedEquipment();
        Option<string?> version = Symbols.SoftwareVersion();
        Option<string?> imsi = Symbols.Imsi("Subscriber who uses it: pairs and IMSI ranges count only with it. 6 to 15 digits.");
        return context.Create(
            "check",
            "Ask what the EIR answers for this equipment.",
            "The decision is the one made over Diameter. Blocked equipment is exit code 0 too: the question was answered.",
            [equipment, version, imsi],
            [
                "eirctl check 35693803564380",
                "eirctl check 356938035643809 --imsi 001010123456789",
                "eirctl check 3569380356438007 --json",
            ],
            async run =>
            {
                string asked = run.Parsed.GetRequiredValue(equipment);
                string path = AdminClient.Path($"v1/check/{asked}", ("imsi", run.Parsed.GetValue(imsi)), ("sv", run.Parsed.GetValue(version)));
                Answer answer = await run.Node.GetAsync(path, run.Cancel);
                return run.Show(answer, decision => DecisionView.Show(run.Printer, asked, decision));
            });
    }
}
