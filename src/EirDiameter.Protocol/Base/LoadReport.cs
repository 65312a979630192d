namespace EirDiameter.Protocol;

/// <summary>How much of its capacity this node has left, Diameter Load Information Conveyance (RFC 8583).</summary>
public static class LoadReport
{
    /// <summary>Load-Value of a node that has nothing to do; 0 is one that can take no more (the scale of an SRV weight).</summary>
    public const int Idle = 65_535;

    private const uint HostType = 0;
    private const uint PeerType = 1;
    private const int MostOctets = 1024;

    /// <summary>The AVPs for an answer: the load of the host, which goes to the client, and of the peer, which goes to the next node.</summary>
    /// <param name="originHost">Who this node is.</param>
    /// <param name="used">The part of its capacity that is used, 0 to 1.</param>
    public static byte[] Encode(string originHost, double used)
    {
        byte[] octets = new byte[MostOctets];
        MessageWriter writer = MessageWriter.ForAvps(octets);
        ulong value = (ulong)Math.Round((1 - Math.Clamp(used, 0, 1)) * Idle);
        foreach (uint type in (ReadOnlySpan<uint>)[HostType, PeerType])
        {
            int group = writer.BeginGroup(AvpCodes.Load, flags: AvpFlags.None);
            writer.WriteUnsigned32(AvpCodes.LoadType, type, flags: AvpFlags.None);
            writer.WriteUnsigned64(AvpCodes.LoadValue, value, flags: AvpFlags.None);
            writer.WriteUtf8(AvpCodes.SourceId, originHost, flags: AvpFlags.None);
            writer.EndGroup(group);
        }

        return octets[..writer.Length];
    }
}
