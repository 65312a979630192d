namespace EirDiameter.Conformance.Captures;

/// <summary>One frame of a capture file.</summary>
/// <param name="Number">1 for the first, as Wireshark counts.</param>
/// <param name="At">When it passed; the time before it where the file has none (Simple Packet Blocks).</param>
/// <param name="LinkType">What it begins with: a LINKTYPE_ number of tcpdump.org.</param>
/// <param name="Octets">What was kept of it.</param>
/// <param name="IsCut">True when more passed than was kept.</param>
internal sealed record Frame(int Number, DateTimeOffset At, int LinkType, byte[] Octets, bool IsCut);
