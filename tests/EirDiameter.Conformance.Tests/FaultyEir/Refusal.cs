using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>Why a request is not served.</summary>
/// <param name="Code">Result-Code.</param>
/// <param name="Failed">What Failed-AVP holds; null for nothing.</param>
internal sealed record Refusal(uint Code, NaiveAvp? Failed = null)
{
    /// <summary>RFC 6733 7.1.3.</summary>
    public bool IsProtocolError => Code / 1000 == 3;
}
