using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Judging;

/// <summary>A message that was sent, for what comes to be judged by.</summary>
/// <param name="Octets">As they were sent.</param>
/// <param name="Avps">Its AVPs with their true data, however wrong it was written; none when they could not be told.</param>
internal sealed record SentMessage(byte[] Octets, IReadOnlyList<NaiveAvp> Avps)
{
    private const int HeaderSize = 20;

    /// <summary>True when there is enough of it to be answered.</summary>
    public bool HasHeader => Octets.Length >= HeaderSize;

    /// <summary>Command code.</summary>
    public uint Command => HasHeader ? NaiveMessage.Number(Octets, 5, 3) : 0;

    /// <summary>True when its R bit is set.</summary>
    public bool IsRequest => HasHeader && (Octets[4] & 0x80) != 0;

    /// <summary>Application.</summary>
    public uint Application => HasHeader ? NaiveMessage.Number(Octets, 8, 4) : 0;

    /// <summary>Hop-by-Hop Identifier.</summary>
    public uint HopByHop => HasHeader ? NaiveMessage.Number(Octets, 12, 4) : 0;

    /// <summary>End-to-End Identifier.</summary>
    public uint EndToEnd => HasHeader ? NaiveMessage.Number(Octets, 16, 4) : 0;

    /// <summary>What to call it.</summary>
    public string Name => HasHeader ? MessageKind.NameOf(Command, IsRequest) : $"{Octets.Length} octets";

    /// <summary>A message that was drafted.</summary>
    public static SentMessage Of(DraftMessage draft) => new(draft.Encode(), [.. draft.Avps.Select(Naive)]);

    /// <summary>Octets from anywhere.</summary>
    public static SentMessage Of(byte[] octets) => new(octets, NaiveMessage.Decode(octets)?.Avps ?? []);

    private static NaiveAvp Naive(DraftAvp avp)
    {
        List<byte> data = [.. avp.Data];
        foreach (DraftAvp member in avp.Members ?? [])
            member.Write(data);
        return new NaiveAvp(avp.Code, (avp.Flags & DraftAvp.VendorFlag) != 0 ? avp.Vendor : 0, avp.Flags, [.. data]);
    }
}
