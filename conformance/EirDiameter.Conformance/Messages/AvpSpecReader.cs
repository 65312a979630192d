using EirDiameter.Conformance.Yaml;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Messages;

/// <summary>Reads AVPs of a case.</summary>
internal static class AvpSpecReader
{
    /// <summary>Reads a list of AVPs; empty when the key is not there.</summary>
    /// <exception cref="YamlProblemException">One cannot be understood.</exception>
    public static IReadOnlyList<AvpSpec> List(YamlMap map, string key) => [.. map.Nodes(key).Select(node => One(map.MapOf(node, key)))];

    /// <summary>Reads a value: text, <c>{NAME: VALUE, …}</c>, or a list of AVPs.</summary>
    public static AvpValue Value(YamlMap map, YamlNode node, string key) => node switch
    {
        YamlSequenceNode list => new AvpValue(null, [.. list.Select(item => One(map.MapOf(item, key)))]),
        YamlMappingNode => new AvpValue(null, Members(map.MapOf(node, key))),
        _ => new AvpValue(map.TextOf(node, key), null),
    };

    /// <summary>Reads the name of one AVP, at the top of whatever it is in.</summary>
    public static PathPart Name(YamlMap map, string text)
    {
        AvpPath path = Path(map, text);
        return path.Parts.Count == 1 ? path.Last : throw map.Problem($"'{text}' names an AVP within an AVP; name one AVP here");
    }

    /// <summary>Reads a path.</summary>
    public static AvpPath Path(YamlMap map, string text)
    {
        try
        {
            return AvpPath.Parse(text);
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }

    // {avp: NAME, …} and {code: 9999, …} say more of it than its value; all other mappings are NAME: VALUE.
    private static IReadOnlyList<AvpSpec> Members(YamlMap map)
    {
        if (map.Has("avp") || map.Has("code"))
            return [One(map)];
        return [.. map.Keys.Select(key => Usual(map, key))];
    }

    private static AvpSpec One(YamlMap map)
    {
        if (!map.Has("avp") && !map.Has("code"))
            return map.Keys.Count == 1 ? Usual(map, map.Keys[0]) : throw map.Problem("an AVP is written NAME: VALUE, or {avp: NAME, value: VALUE, …}");
        PathPart name = map.Text("avp") is { } text
            ? Name(map, text)
            : new PathPart((uint)(map.Number("code") ?? 0), (uint)(map.Number("vendor") ?? 0), 0);
        AvpSpec avp = new()
        {
            Code = name.Code,
            Vendor = name.Vendor,
            Value = map.Node("value") is { } value ? Value(map, value, "value") : new AvpValue("", null),
            Change = AvpChange.Read(map, withVendor: map.Has("avp")),
            Times = map.Number("times") ?? 1,
            Nest = map.Number("nest") ?? 0,
        };
        map.End("an AVP");
        return avp.Value.Text == "" && avp.Value.Members is null ? avp with { Value = new AvpValue("hex:", null) } : avp;
    }

    private static AvpSpec Usual(YamlMap map, string key)
    {
        PathPart name = Name(map, key);
        return new AvpSpec { Code = name.Code, Vendor = name.Vendor, Value = Value(map, map.Node(key)!, key) };
    }
}
