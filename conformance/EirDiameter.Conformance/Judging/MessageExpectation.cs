using System.Globalization;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Judging;

/// <summary>What a message must say.</summary>
internal sealed class MessageExpectation
{
    private static readonly string[] Statuses = ["white", "black", "grey"];

    private readonly IReadOnlyList<string> _results;
    private readonly string? _experimental;
    private readonly string? _status;
    private readonly byte? _flags;
    private readonly List<AvpExpectation> _avps = [];
    private readonly List<(AvpPath Path, byte Flags)> _avpFlags = [];
    private readonly PathPart? _first;
    private readonly FailedAvpExpectation? _failed;
    private readonly List<(string Name, AvpPath Path)> _keep = [];

    /// <summary>Takes the keys out of a step.</summary>
    /// <exception cref="YamlProblemException">A value cannot be understood.</exception>
    public MessageExpectation(YamlMap map)
    {
        _results = map.Texts("result");
        _experimental = map.Text("experimental");
        _status = map.Text("status");
        if (map.Map("avps") is { } avps)
            _avps.AddRange(avps.Keys.Select(key => AvpExpectation.Read(avps, key)));
        _first = map.Text("first") is { } first ? AvpSpecReader.Name(map, first) : null;
        _failed = FailedAvpExpectation.Read(map, "failed");
        if (map.Map("keep") is { } keep)
            _keep.AddRange(keep.Keys.Select(name => (name, AvpSpecReader.Path(keep, keep.RequiredText(name)))));
        try
        {
            _flags = map.Text("flags") is { } flags ? FlagLetters.OfHeader(flags) : null;
            if (map.Map("avp-flags") is { } avpFlags)
                _avpFlags.AddRange(avpFlags.Keys.Select(key => (AvpSpecReader.Path(avpFlags, key), FlagLetters.OfAvp(avpFlags.RequiredText(key)))));
        }
        catch (FormatException e)
        {
            throw map.Problem(e.Message);
        }
    }

    /// <summary>The names that it gives to values.</summary>
    public IEnumerable<string> Keeps => _keep.Select(one => one.Name);

    /// <summary>The values to keep; of an AVP that is not there, no octets, which no AVP equals.</summary>
    public IEnumerable<(string Name, string Value)> Kept(NaiveMessage message) =>
        _keep.Select(one => (one.Name, one.Path.Find(message.Avps) is [NaiveAvp avp, ..] ? $"hex:{Convert.ToHexStringLower(avp.Data)}" : "hex:"));

    /// <summary>What is not as it must be.</summary>
    /// <param name="message">What came.</param>
    /// <param name="request">The AVPs of what it answers; none for a request.</param>
    /// <param name="answers">The profile's answers.</param>
    /// <param name="expand">Puts in variables.</param>
    public IEnumerable<Difference> Judge(
        NaiveMessage message, IReadOnlyList<NaiveAvp> request, IReadOnlyDictionary<string, string> answers, Func<string, string> expand)
    {
        List<Difference> differences = [];
        if (_flags is { } flags && message.Flags != flags)
            differences.Add(new Difference("flags", FlagLetters.HeaderText(flags), FlagLetters.HeaderText(message.Flags)));
        if (_results.Count > 0)
            differences.AddRange(Verdict(message, Worded(_results, answers), null, null));
        if (_experimental is not null)
            differences.AddRange(Verdict(message, [], _experimental, null));
        if (_status is not null)
            differences.AddRange(Status(message, expand(_status), answers));
        if (_first is { } first && (message.Avps.Count == 0 || message.Avps[0].Code != first.Code || message.Avps[0].Vendor != first.Vendor))
            differences.Add(new Difference("first AVP", first.Name, message.Avps.Count == 0 ? "nothing" : AvpNames.NameOf(message.Avps[0].Code, message.Avps[0].Vendor)));
        differences.AddRange(_avps.SelectMany(avp => avp.Judge(message.Avps, request, expand)));
        differences.AddRange(_avpFlags.SelectMany(one => Flags(message, one.Path, one.Flags)));
        differences.AddRange(_failed?.Judge(message.Avps, request, expand) ?? []);
        return differences;
    }

    private static IReadOnlyList<string> Worded(IReadOnlyList<string> results, IReadOnlyDictionary<string, string> answers) =>
        [.. results.Select(result => answers.GetValueOrDefault(result, result))];

    private static IEnumerable<Difference> Status(NaiveMessage message, string word, IReadOnlyDictionary<string, string> answers)
    {
        string said = Statuses.Contains(word) || word == "unknown" ? word : answers.GetValueOrDefault(word, word);
        if (Statuses.Contains(said))
            return Verdict(message, ["2001"], null, Array.IndexOf(Statuses, said).ToString(CultureInfo.InvariantCulture));
        return said == "unknown" ? Verdict(message, [], "5422", null) : Verdict(message, [said], null, null);
    }

    // TS 29.272 6.2.1.1: the result is in Result-Code or in Experimental-Result, and a status comes with success alone.
    private static IEnumerable<Difference> Verdict(NaiveMessage message, IReadOnlyList<string> results, string? experimental, string? status)
    {
        string result = Value(message, "Result-Code");
        string code = Value(message, "Experimental-Result/Experimental-Result-Code");
        if (!(results.Count == 0 ? result == "nothing" : results.Contains(result)))
            yield return new Difference("Result-Code", results.Count == 0 ? "absent" : string.Join(" or ", results), result);
        if (code != (experimental ?? "nothing"))
            yield return new Difference("Experimental-Result/Experimental-Result-Code", experimental ?? "absent", code);
        if (experimental is not null && code != "nothing" && Value(message, "Experimental-Result/Vendor-Id") is not "10415" and string vendor)
            yield return new Difference("Experimental-Result/Vendor-Id", "10415", vendor);
        string actual = Value(message, "Equipment-Status");
        if (status is not null && actual != status)
            yield return new Difference("Equipment-Status", $"{status} ({Statuses[int.Parse(status, CultureInfo.InvariantCulture)]})", actual);
    }

    private static string Value(NaiveMessage message, string path)
    {
        IReadOnlyList<NaiveAvp> found = AvpPath.Parse(path).Find(message.Avps);
        return found.Count == 0 ? "nothing" : string.Join(", ", found.Select(CaseValueText.Of));
    }

    private static IEnumerable<Difference> Flags(NaiveMessage message, AvpPath path, byte flags)
    {
        IReadOnlyList<NaiveAvp> found = path.Find(message.Avps);
        if (found.Count == 0)
            yield return new Difference(path.ToString(), $"flags {FlagLetters.AvpText(flags)}", "nothing");
        foreach (NaiveAvp avp in found.Where(avp => avp.Flags != flags))
            yield return new Difference(path.ToString(), $"flags {FlagLetters.AvpText(flags)}", $"flags {FlagLetters.AvpText(avp.Flags)}");
    }
}
