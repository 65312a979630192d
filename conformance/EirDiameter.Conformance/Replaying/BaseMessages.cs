using System.Net;
using System.Net.Sockets;
using System.Text;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>The messages of the base protocol that a replay needs and the capture may lack: CER and DWA, RFC 6733 5.3.1 and 5.5.2.</summary>
internal static class BaseMessages
{
    private const uint ThreeGpp = 10415, S13 = 16777252, Success = 2001;

    /// <summary>A right CER of an MME.</summary>
    public static byte[] CapabilitiesRequest(Identity client, IPAddress address) => new NaiveMessage
    {
        Flags = 0x80,
        Command = 257,
        Avps =
        [
            Text(264, client.Host),
            Text(296, client.Realm),
            new NaiveAvp(257, 0, 0x40, [0, (byte)(address.AddressFamily == AddressFamily.InterNetwork ? 1 : 2), .. address.GetAddressBytes()]),
            Number(266, ThreeGpp),
            new NaiveAvp(269, 0, 0, [.. "replay"u8]),
            Number(265, ThreeGpp),
            new NaiveAvp(260, 0, 0x40, [.. Number(266, ThreeGpp).Octets(), .. Number(258, S13).Octets()]),
        ],
    }.Encode();

    /// <summary>The DWA to a DWR; null for every other message.</summary>
    public static byte[]? WatchdogAnswer(byte[] octets, Identity client)
    {
        if (NaiveMessage.Decode(octets) is not { Command: 280 } request || (request.Flags & 0x80) == 0)
            return null;
        return new NaiveMessage
        {
            Command = 280,
            HopByHop = request.HopByHop,
            EndToEnd = request.EndToEnd,
            Avps = [Number(268, Success), Text(264, client.Host), Text(296, client.Realm)],
        }.Encode();
    }

    /// <summary>True for an answer with Result-Code 2001.</summary>
    public static bool IsSuccess(byte[] octets) =>
        NaiveMessage.Decode(octets)?.Avps.Exists(avp => avp is { Code: 268, Vendor: 0, Data.Length: 4, Number: Success }) == true;

    private static NaiveAvp Number(uint code, uint value)
    {
        List<byte> data = [];
        NaiveMessage.AddNumber(data, value, 4);
        return new NaiveAvp(code, 0, 0x40, [.. data]);
    }

    private static NaiveAvp Text(uint code, string text) => new(code, 0, 0x40, Encoding.UTF8.GetBytes(text));
}
