using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Messages;

/// <summary>A message on its way to be sent, right or wrong.</summary>
internal sealed class DraftMessage
{
    /// <summary>RFC 6733 3: version 1.</summary>
    public byte Version { get; set; } = 1;

    /// <summary>The octet of flags: R, P, E, T and four that are reserved.</summary>
    public byte Flags { get; set; }

    /// <summary>Command code.</summary>
    public uint Command { get; set; }

    /// <summary>Application.</summary>
    public uint Application { get; set; }

    /// <summary>Hop-by-Hop Identifier.</summary>
    public uint HopByHop { get; set; }

    /// <summary>End-to-End Identifier.</summary>
    public uint EndToEnd { get; set; }

    /// <summary>What it contains.</summary>
    public List<DraftAvp> Avps { get; set; } = [];

    /// <summary>What its length field claims, if not the truth.</summary>
    public LengthClaim? Length { get; set; }

    /// <summary>Octets behind the last AVP.</summary>
    public byte[] Tail { get; set; } = [];

    /// <summary>True for a request.</summary>
    public bool IsRequest => (Flags & 0x80) != 0;

    /// <summary>The octets.</summary>
    public byte[] Encode()
    {
        List<byte> content = [];
        foreach (DraftAvp avp in Avps)
            avp.Write(content);
        content.AddRange(Tail);
        int length = 20 + content.Count;
        List<byte> octets = [Version];
        NaiveMessage.AddNumber(octets, Length?.For(length) ?? (uint)length, 3);
        octets.Add(Flags);
        NaiveMessage.AddNumber(octets, Command, 3);
        NaiveMessage.AddNumber(octets, Application, 4);
        NaiveMessage.AddNumber(octets, HopByHop, 4);
        NaiveMessage.AddNumber(octets, EndToEnd, 4);
        octets.AddRange(content);
        return [.. octets];
    }
}
