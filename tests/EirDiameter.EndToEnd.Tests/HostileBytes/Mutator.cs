using EirDiameter.EndToEnd.Tests.Diameter;

namespace EirDiameter.EndToEnd.Tests.HostileBytes;

/// <summary>Makes wrong messages out of right ones.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Originals =
    [
        Messages.MeIdentityCheck(FaultyMessages.Blocked, hopByHop: 1),
        Messages.MeIdentityCheck(FaultyMessages.Blocked + "07", hopByHop: 2, softwareVersion: null, imsi: null),
        .. FaultyMessages.Framed.Values.Select(faulty => faulty.Message),
        Messages.Watchdog(3),
        Messages.Capabilities(),
    ];

    private static readonly byte[] Extremes = [0, 1, 7, 8, 11, 12, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    /// <summary>A message with a true length and version, so that the one behind it is read, and anything else.</summary>
    public byte[] Next()
    {
        List<byte> octets = [.. Originals[_random.Next(Originals.Length)]];
        for (int changes = _random.Next(1, 6); changes > 0; changes--) Change(octets);
        while (octets.Count % 4 != 0 || octets.Count < Wire.HeaderSize) octets.Add(0);
        byte[] message = [.. octets];
        message[0] = 1;
        Wire.WriteLength(message, message.Length);
        return message;
    }

    private void Change(List<byte> octets)
    {
        int at = _random.Next(octets.Count);
        int count = Math.Min(_random.Next(1, 40), octets.Count - at);
        switch (_random.Next(6))
        {
            case 0:
                octets[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                octets[at] = Extremes[_random.Next(Extremes.Length)];
                break;
            case 2:
                octets[at] = (byte)_random.Next(256);
                break;
            case 3:
                octets.InsertRange(at, octets.GetRange(at, count));
                break;
            case 4 when octets.Count - count > Wire.HeaderSize:
                octets.RemoveRange(at, count);
                break;
            default:
                octets.AddRange(octets.GetRange(at, count));
                break;
        }
    }
}
