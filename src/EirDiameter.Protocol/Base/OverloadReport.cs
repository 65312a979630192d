namespace EirDiameter.Protocol;

/// <summary>
/// An overload report of this node, Diameter Overload Information Conveyance (RFC 7683): how many of its requests a client is to keep back. The algorithm is
/// loss, which everybody has.
/// </summary>
/// <param name="SequenceNumber">Grows with each change of the report, also over a restart (RFC 7683 7.4).</param>
/// <param name="ReductionPercentage">The part that is to be kept back, 0 to 100.</param>
/// <param name="ValiditySeconds">How long it holds, 0 to 86400; 0 ends the reports before it (RFC 7683 7.5).</param>
public readonly record struct OverloadReport(ulong SequenceNumber, int ReductionPercentage, int ValiditySeconds)
{
    private const uint HostReport = 0;
    private const ulong LossAlgorithm = 1;
    private const int MostOctets = 128;

    /// <summary>Whether a request offers overload control: only then an answer may speak of it (RFC 7683 5.1.2).</summary>
    public static bool IsOfferedBy(ReadOnlySpan<byte> request)
    {
        AvpReader reader = AvpReader.OfMessage(request);
        while (reader.MoveNext())
        {
            if (reader.Current.Is(AvpCodes.OcSupportedFeatures))
                return true;
        }

        return false;
    }

    /// <summary>The AVPs for an answer: OC-Supported-Features with the loss algorithm, and OC-OLR if there is a report.</summary>
    public static byte[] Encode(OverloadReport? report)
    {
        byte[] octets = new byte[MostOctets];
        MessageWriter writer = MessageWriter.ForAvps(octets);
        int group = writer.BeginGroup(AvpCodes.OcSupportedFeatures, flags: AvpFlags.None);
        writer.WriteUnsigned64(AvpCodes.OcFeatureVector, LossAlgorithm, flags: AvpFlags.None);
        writer.EndGroup(group);
        if (report is { } olr)
        {
            group = writer.BeginGroup(AvpCodes.OcOlr, flags: AvpFlags.None);
            writer.WriteUnsigned64(AvpCodes.OcSequenceNumber, olr.SequenceNumber, flags: AvpFlags.None);
            writer.WriteUnsigned32(AvpCodes.OcReportType, HostReport, flags: AvpFlags.None);
            writer.WriteUnsigned32(AvpCodes.OcReductionPercentage, (uint)olr.ReductionPercentage, flags: AvpFlags.None);
            writer.WriteUnsigned32(AvpCodes.OcValidityDuration, (uint)olr.ValiditySeconds, flags: AvpFlags.None);
            writer.EndGroup(group);
        }

        return octets[..writer.Length];
    }
}
