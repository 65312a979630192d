using System.Globalization;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Messages;

/// <summary>What a case says of a message's header; null = as it should be.</summary>
internal sealed record HeaderSpec
{
    /// <summary>Nothing but what should be.</summary>
    public static readonly HeaderSpec Usual = new();

    /// <summary>Version.</summary>
    public byte? Version { get; init; }

    /// <summary>The octet of flags.</summary>
    public byte? Flags { get; init; }

    /// <summary>Command code.</summary>
    public uint? Command { get; init; }

    /// <summary>Application.</summary>
    public uint? Application { get; init; }

    /// <summary>What the length field claims.</summary>
    public LengthClaim? Length { get; init; }

    /// <summary>Hop-by-Hop Identifier.</summary>
    public uint? HopByHop { get; init; }

    /// <summary>End-to-End Identifier.</summary>
    public uint? EndToEnd { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="YamlProblemException">It cannot be understood.</exception>
    public static HeaderSpec Read(YamlMap? map)
    {
        if (map is null)
            return Usual;
        try
        {
            HeaderSpec header = new()
            {
                Version = (byte?)Number(map, "version"),
                Flags = map.Text("flags") is { } flags ? FlagLetters.OfHeader(flags) : null,
                Command = Number(map, "command"),
                Application = Number(map, "application"),
                Length = map.Text("length") is not { } length ? null
                    : LengthClaim.TryParse(length, out LengthClaim claim) ? claim
                    : throw new FormatException($"'{length}' is no length: write 19, +4 or -4"),
                HopByHop = Number(map, "hop-by-hop"),
                EndToEnd = Number(map, "end-to-end"),
            };
            map.End("a header");
            return header;
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }

    /// <summary>Changes a draft.</summary>
    public void ApplyTo(DraftMessage message)
    {
        message.Version = Version ?? message.Version;
        message.Flags = Flags ?? message.Flags;
        message.Command = Command ?? message.Command;
        message.Application = Application ?? message.Application;
        message.Length = Length ?? message.Length;
        message.HopByHop = HopByHop ?? message.HopByHop;
        message.EndToEnd = EndToEnd ?? message.EndToEnd;
    }

    private static uint? Number(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
            return null;
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return uint.TryParse(isHex ? text[2..] : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new FormatException($"'{key}' must be a number of at most 32 bits, such as 5 or 0xffffffff, not '{text}'");
    }
}
