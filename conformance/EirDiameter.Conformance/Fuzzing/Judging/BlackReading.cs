using System.Text;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Fuzzing.Judging;

/// <summary>
/// Whether a request, however mutated, can be read as asking about black equipment: an IMEI (1402/10415) in a Terminal-Information (1401/10415)
/// begins with the 14 digits of one (TS 29.272 6.2.1.3). Such a request must never be answered as permitted.
/// </summary>
internal sealed class BlackReading(IEnumerable<string> black)
{
    private const uint TerminalInformation = 1401, Imei = 1402, ThreeGpp = 10415;
    private const int Significant = 14;

    private readonly HashSet<string> _black = [.. black.Select(imei => imei[..Significant])];

    /// <summary>True when it asks about black equipment, perhaps among other.</summary>
    public bool AsksAboutBlack(byte[] request) =>
        NaiveMessage.Decode(request) is { Command: MessageKind.MeIdentityCheck } message
        && message.Avps.Where(avp => avp is { Code: TerminalInformation, Vendor: ThreeGpp })
            .SelectMany(group => NaiveMessage.DecodeAvps(group.Data) ?? [])
            .Any(avp => avp is { Code: Imei, Vendor: ThreeGpp, Data.Length: >= Significant } && _black.Contains(Encoding.Latin1.GetString(avp.Data, 0, Significant)));
}
