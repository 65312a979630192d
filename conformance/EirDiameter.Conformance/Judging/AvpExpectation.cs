using System.Text.RegularExpressions;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;
using EirDiameter.Protocol;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Judging;

/// <summary>What an AVP must be.</summary>
internal sealed class AvpExpectation
{
    private readonly AvpPath _path;
    private readonly string _kind;
    private readonly IReadOnlyList<string> _values;

    private AvpExpectation(AvpPath path, string kind, IReadOnlyList<string> values)
    {
        _path = path;
        _kind = kind;
        _values = values;
    }

    /// <summary>Reads <c>PATH: WHAT</c>.</summary>
    /// <exception cref="YamlProblemException">It cannot be understood.</exception>
    public static AvpExpectation Read(YamlMap map, string key)
    {
        AvpPath path = AvpSpecReader.Path(map, key);
        YamlNode node = map.Node(key)!;
        if (node is not YamlMappingNode)
        {
            string text = map.TextOf(node, key);
            return new AvpExpectation(path, text is "present" or "absent" or "same" ? text : "value", [text]);
        }

        YamlMap what = map.MapOf(node, key);
        string kind = what.Keys.Count == 1 && what.Keys[0] is "one-of" or "matches" or "not" or "count"
            ? what.Keys[0]
            : throw what.Problem("write a value, present, absent, same, {one-of: [A, B]}, {matches: REGEX}, {not: VALUE} or {count: N}");
        return new AvpExpectation(path, kind, kind == "count" ? [$"{what.Number(kind)}"] : what.Texts(kind));
    }

    /// <summary>What is not as it must be.</summary>
    public IEnumerable<Difference> Judge(IReadOnlyList<NaiveAvp> answer, IReadOnlyList<NaiveAvp> request, Func<string, string> expand)
    {
        IReadOnlyList<NaiveAvp> found = _path.Find(answer);
        string actual = found.Count == 0 ? "nothing" : string.Join(", ", found.Select(CaseValueText.Of));
        IReadOnlyList<string> values = [.. _values.Select(expand)];
        (bool isRight, string expected) = _kind switch
        {
            "present" => (found.Count > 0, "present"),
            "absent" => (found.Count == 0, "absent"),
            "same" => (AreSame(found, _path.Find(request)), $"as in the request ({string.Join(", ", _path.Find(request).Select(CaseValueText.Of))})"),
            "count" => (found.Count == int.Parse(values[0]), $"{values[0]} of them"),
            "matches" => (found.Count > 0 && found.All(avp => Regex.IsMatch(CaseValueText.Of(avp), values[0])), $"text like {values[0]}"),
            "not" => (found.Count > 0 && !found.Any(avp => values.Any(value => Is(avp, value))), $"anything but {string.Join(", ", values)}"),
            _ => (found.Count > 0 && found.All(avp => values.Any(value => Is(avp, value))), string.Join(" or ", values)),
        };
        if (!isRight)
            yield return new Difference(_path.ToString(), expected, actual);
    }

    /// <summary>True when both are the same AVPs, in number, order, flags and data.</summary>
    public static bool AreSame(IReadOnlyList<NaiveAvp> some, IReadOnlyList<NaiveAvp> others) =>
        some.Count == others.Count && some.Zip(others).All(pair => IsSame(pair.First, pair.Second));

    /// <summary>True when both are the same AVP in code, flags and data.</summary>
    public static bool IsSame(NaiveAvp one, NaiveAvp other) =>
        (one.Code, one.Vendor, one.Flags) == (other.Code, other.Vendor, other.Flags) && one.Data.AsSpan().SequenceEqual(other.Data);

    // RFC 6733 4.3.1: identities are compared without case.
    private static bool Is(NaiveAvp avp, string value)
    {
        AvpDefinition? definition = AvpDictionary.Find(avp.Code, avp.Vendor);
        return definition?.Type is AvpType.DiameterIdentity && !value.StartsWith("hex:", StringComparison.Ordinal)
            ? avp.Text.Equals(value, StringComparison.OrdinalIgnoreCase)
            : avp.Data.AsSpan().SequenceEqual(AvpValueEncoder.Encode(definition, value));
    }
}
