using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;
using YamlDotNet.RepresentationModel;

namespace EirDiameter.Conformance.Judging;

/// <summary>What Failed-AVP must hold, RFC 6733 7.5: the AVP at fault within its groups, and nothing else.</summary>
internal sealed class FailedAvpExpectation
{
    private const uint FailedAvp = 279;

    private readonly IReadOnlyList<(AvpPath Path, string What)> _avps;

    private FailedAvpExpectation(IReadOnlyList<(AvpPath Path, string What)> avps) => _avps = avps;

    /// <summary>Reads it; null when nothing is said.</summary>
    /// <exception cref="YamlProblemException">It cannot be understood.</exception>
    public static FailedAvpExpectation? Read(YamlMap map, string key)
    {
        switch (map.Node(key))
        {
            case null:
                return null;
            case YamlMappingNode:
                YamlMap each = map.Map(key)!;
                return new FailedAvpExpectation([.. each.Keys.Select(path => (AvpSpecReader.Path(each, path), each.RequiredText(path)))]);
            default:
                return new FailedAvpExpectation([.. map.Texts(key).Select(path => (AvpSpecReader.Path(map, path), "any"))]);
        }
    }

    /// <summary>What is not as it must be.</summary>
    public IEnumerable<Difference> Judge(IReadOnlyList<NaiveAvp> answer, IReadOnlyList<NaiveAvp> request, Func<string, string> expand)
    {
        IReadOnlyList<NaiveAvp> groups = [.. answer.Where(avp => avp is { Code: FailedAvp, Vendor: 0 })];
        List<NaiveAvp> members = [.. groups.SelectMany(group => NaiveMessage.DecodeAvps(group.Data) ?? [])];
        string actual = groups.Count == 0 ? "nothing" : string.Join(", ", groups.Select(CaseValueText.Of));
        if (members.Count != _avps.Count)
        {
            yield return new Difference("Failed-AVP", $"exactly {string.Join(", ", _avps.Select(one => one.Path))}", actual);
            yield break;
        }

        foreach ((AvpPath path, string what) in _avps)
        {
            if (Locate(members, path) is not { } failed)
                yield return new Difference("Failed-AVP", $"{path}, within its groups and with nothing beside it", actual);
            else if (!IsRight(failed, path, what, request, expand))
                yield return new Difference($"Failed-AVP/{path}", Expected(what, path, request), CaseValueText.Of(failed));
        }
    }

    // Down the path; below the top, each group holds the one AVP only.
    private static NaiveAvp? Locate(List<NaiveAvp> members, AvpPath path)
    {
        NaiveAvp? found = null;
        for (int i = 0; i < path.Parts.Count; i++)
        {
            if (i > 0 && members.Count != 1)
                return null;
            found = members.Find(avp => avp.Code == path.Parts[i].Code && avp.Vendor == path.Parts[i].Vendor);
            if (found is null)
                return null;
            if (i < path.Parts.Count - 1)
                members = NaiveMessage.DecodeAvps(found.Data) ?? [];
        }

        return found;
    }

    private static bool IsRight(NaiveAvp failed, AvpPath path, string what, IReadOnlyList<NaiveAvp> request, Func<string, string> expand) => what switch
    {
        "any" or "present" => true,
        "same" => path.Find(request).Any(avp => AvpExpectation.IsSame(avp, failed)),
        "zero" => failed.Data.All(octet => octet == 0) && (path.Definition?.AllowsSize(failed.Data.Length) ?? true),
        _ => failed.Data.AsSpan().SequenceEqual(AvpValueEncoder.Encode(path.Definition, expand(what))),
    };

    private static string Expected(string what, AvpPath path, IReadOnlyList<NaiveAvp> request) => what switch
    {
        "same" => $"as it was sent ({string.Join(" or ", path.Find(request).Select(CaseValueText.Of))})",
        "zero" => $"an example of {path.Definition?.Type.ToString() ?? "it"} of nothing but zeros",
        _ => what,
    };
}
