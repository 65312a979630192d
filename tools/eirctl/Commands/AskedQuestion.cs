using System.CommandLine;
using EirDiameter.Eirctl.Client;

namespace EirDiameter.Eirctl.Commands;

/// <summary>What check and explain are asked: equipment, with its software version and subscriber.</summary>
internal sealed class AskedQuestion
{
    private readonly Argument<string> _equipment = Symbols.AskedEquipment();
    private readonly Option<string?> _version = Symbols.SoftwareVersion();
    private readonly Option<string?> _imsi = Symbols.Imsi("Subscriber who uses it: pairs and IMSI ranges count only with it. 6 to 15 digits.");

    public Symbol[] Typed => [_equipment, _version, _imsi];

    public string Equipment(Run run) => run.Parsed.GetRequiredValue(_equipment);

    public string? Imsi(Run run) => run.Parsed.GetValue(_imsi);

    /// <param name="run">What was typed.</param>
    /// <param name="what">check or explain.</param>
    public Task<Answer> AskAsync(Run run, string what) =>
        run.Node.GetAsync(AdminClient.Path($"v1/{what}/{Equipment(run)}", ("imsi", Imsi(run)), ("sv", run.Parsed.GetValue(_version))), run.Cancel);
}
