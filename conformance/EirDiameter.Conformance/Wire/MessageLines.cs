using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Wire;

/// <summary>
/// One message as lines that a person reads: two of header, one for each AVP, two spaces deeper in each group. What is wrong stands in a
/// line of its own that begins with <c>!</c>; what cannot be read follows in hexadecimal. Any octets at all give lines: this never fails.
/// </summary>
internal static class MessageLines
{
    private const int HeaderSize = 20;
    private const int HexPerLine = 32;

    // A group costs 8 octets a level: hostile octets could go deeper than the stack.
    private const int DeepestGroup = 16;

    private static readonly Dictionary<uint, string> Commands = new()
    {
        [257] = "Capabilities-Exchange",
        [280] = "Device-Watchdog",
        [282] = "Disconnect-Peer",
        [324] = "ME-Identity-Check",
    };

    /// <summary>The lines of one message, RFC 6733 3.</summary>
    /// <param name="octets">What should be one message.</param>
    public static IReadOnlyList<string> Of(byte[] octets)
    {
        List<string> lines = [];
        if (octets.Length < HeaderSize)
        {
            lines.Add($"! {octets.Length} octets: too few for a header, which has {HeaderSize}");
            AddHex(lines, octets, 0, octets.Length, "");
            return lines;
        }

        uint length = NaiveMessage.Number(octets, 1, 3), command = NaiveMessage.Number(octets, 5, 3);
        lines.Add($"{CommandName(command, octets[4])}  flags {FlagLetters.HeaderText(octets[4])}  application {NaiveMessage.Number(octets, 8, 4)}  length {length}");
        lines.Add($"Hop-by-Hop 0x{NaiveMessage.Number(octets, 12, 4):x8}  End-to-End 0x{NaiveMessage.Number(octets, 16, 4):x8}");
        if (octets[0] != 1)
            lines.Add($"! version {octets[0]}");
        if (length != octets.Length)
            lines.Add($"! the length field says {length}, there are {octets.Length} octets");
        else if (length % 4 != 0)
            lines.Add("! the length is no multiple of 4");
        AddAvps(lines, octets, HeaderSize, octets.Length, 0);
        return lines;
    }

    /// <summary>The name of a command with its direction and code, such as <c>ME-Identity-Check-Request (324)</c>.</summary>
    public static string CommandName(uint command, byte flags)
    {
        string direction = (flags & 0x80) != 0 ? "Request" : "Answer";
        return Commands.TryGetValue(command, out string? name) ? $"{name}-{direction} ({command})" : $"{direction} {command}";
    }

    private static void AddAvps(List<string> lines, byte[] octets, int at, int end, int depth)
    {
        string indent = new(' ', 2 * depth);
        while (at < end)
        {
            if (end - at < 8)
            {
                lines.Add($"{indent}! {end - at} octets: too few for an AVP");
                AddHex(lines, octets, at, end, indent);
                return;
            }

            byte flags = octets[at + 4];
            int header = (flags & 0x80) != 0 ? 12 : 8, length = (int)NaiveMessage.Number(octets, at + 5, 3);
            uint code = NaiveMessage.Number(octets, at, 4);
            bool isWhole = length >= header && length <= end - at;
            uint vendor = header == 12 && end - at >= 12 ? NaiveMessage.Number(octets, at + 8, 4) : 0;
            string head = $"{indent}{AvpNames.NameOf(code, vendor)} [{FlagLetters.AvpText(flags)}]{(header == 12 ? $" vendor {vendor}" : "")}";
            if (!isWhole)
            {
                lines.Add(head);
                lines.Add($"{indent}! AVP length {length}: {(length < header ? $"its header alone has {header}" : $"only {end - at} octets are left")}");
                AddHex(lines, octets, Math.Min(at + header, end), end, indent);
                return;
            }

            AddValue(lines, head, octets, at + header, at + length, AvpDictionary.Find(code, vendor), depth);
            at = AddPadding(lines, indent, octets, at + length, (length + 3) / 4 * 4 - length, end);
        }
    }

    private static void AddValue(List<string> lines, string head, byte[] octets, int from, int to, AvpDefinition? definition, int depth)
    {
        if (definition?.Type != AvpType.Grouped || depth == DeepestGroup)
        {
            lines.Add($"{head} {AvpValueText.Of(definition, octets[from..to])}");
            return;
        }

        lines.Add(head);
        AddAvps(lines, octets, from, to, depth + 1);
    }

    // RFC 6733 4: octets of zero up to the next multiple of four.
    private static int AddPadding(List<string> lines, string indent, byte[] octets, int at, int padding, int end)
    {
        int present = Math.Min(padding, end - at);
        if (present < padding)
            lines.Add($"{indent}! {present} octets of padding, not {padding}");
        else if (octets.AsSpan(at, present).ContainsAnyExcept((byte)0))
            lines.Add($"{indent}! padding {Convert.ToHexStringLower(octets, at, present)}");
        return at + present;
    }

    private static void AddHex(List<string> lines, byte[] octets, int from, int to, string indent)
    {
        for (int at = from; at < to; at += HexPerLine)
            lines.Add($"{indent}hex {Convert.ToHexStringLower(octets, at, Math.Min(HexPerLine, to - at))}");
    }
}
