using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Extracting;

/// <summary>Values as <c>conformance/cases/README.md</c> writes them.</summary>
internal static class YamlText
{
    /// <summary>Text as a YAML scalar, quoted where it must be.</summary>
    public static string Scalar(string text)
    {
        bool isPlain = text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/');
        return isPlain ? text : $"\"{string.Concat(text.Select(Escaped))}\"";
    }

    /// <summary>The data of an AVP as a scalar: by its type where that gives the same octets again, else <c>hex:</c>.</summary>
    public static string Value(AvpDefinition? definition, byte[] data) => definition?.Type switch
    {
        AvpType.Unsigned32 or AvpType.Enumerated when data.Length == 4 => BinaryPrimitives.ReadUInt32BigEndian(data).ToString(CultureInfo.InvariantCulture),
        AvpType.Unsigned64 when data.Length == 8 => BinaryPrimitives.ReadUInt64BigEndian(data).ToString(CultureInfo.InvariantCulture),
        AvpType.Address when data is [0, 1, _, _, _, _] => Scalar(new IPAddress(data.AsSpan(2)).ToString()),
        AvpType.UTF8String or AvpType.DiameterIdentity or AvpType.DiameterURI when Text(data) is { } text => Scalar(text),
        _ => $"hex:{Convert.ToHexStringLower(data)}",
    };

    /// <summary>Octets as text that a case may hold as it is: printable ASCII, and nothing that the format gives a meaning of its own. Else null.</summary>
    public static string? Text(byte[] data)
    {
        string text = Encoding.ASCII.GetString(data);
        bool isPlain = !data.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return isPlain && data.Length > 0 && !text.Contains("${", StringComparison.Ordinal) && !text.StartsWith("hex:", StringComparison.Ordinal) ? text : null;
    }

    /// <summary>A path to an AVP, or one step of it.</summary>
    public static string Name(NaiveAvp avp)
    {
        if (AvpDictionary.Find(avp.Code, avp.Vendor) is { } definition)
            return definition.Name;
        return avp.Vendor == 0 ? $"{avp.Code}" : $"{avp.Code}/{avp.Vendor}";
    }

    private static string Escaped(char c) => c switch
    {
        '"' or '\\' => $"\\{c}",
        < ' ' or > '~' => $"\\u{(int)c:x4}",
        _ => $"{c}",
    };
}
