using System.Globalization;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Messages;

/// <summary>One step of a path: which AVP, and which of several.</summary>
/// <param name="Code">AVP code.</param>
/// <param name="Vendor">Vendor; 0 = none.</param>
/// <param name="Index">1 = the first; 0 = not said.</param>
internal readonly record struct PathPart(uint Code, uint Vendor, int Index)
{
    /// <summary>Name, or code and vendor.</summary>
    public string Name => AvpNames.NameOf(Code, Vendor);
}

/// <summary>A way to an AVP: <c>Terminal-Information/IMEI</c>, <c>Route-Record[2]</c>, <c>9999/10415</c> (code and vendor).</summary>
internal sealed class AvpPath
{
    private readonly string _text;

    private AvpPath(string text, IReadOnlyList<PathPart> parts)
    {
        _text = text;
        Parts = parts;
    }

    /// <summary>From the outside in.</summary>
    public IReadOnlyList<PathPart> Parts { get; }

    /// <summary>The AVP itself.</summary>
    public PathPart Last => Parts[^1];

    /// <summary>Its definition; null when the dictionary has none.</summary>
    public AvpDefinition? Definition => AvpDictionary.Find(Last.Code, Last.Vendor);

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">A name that no dictionary has; the message says which.</exception>
    public static AvpPath Parse(string text)
    {
        List<PathPart> parts = [];
        string[] words = text.Split('/');
        for (int i = 0; i < words.Length; i++)
        {
            (string word, int index) = Indexed(words[i], text);
            if (uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint code))
            {
                uint vendor = 0;
                if (i + 1 < words.Length && index == 0)
                {
                    (string next, int nextIndex) = Indexed(words[i + 1], text);
                    if (uint.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out vendor))
                    {
                        index = nextIndex;
                        i++;
                    }
                }

                parts.Add(new PathPart(code, vendor, index));
            }
            else
            {
                AvpDefinition definition = AvpNames.Find(word) ?? throw new FormatException($"no AVP is called '{word}'{Suggestion(word)}");
                parts.Add(new PathPart(definition.Code, definition.VendorId, index));
            }
        }

        return new AvpPath(text, parts);
    }

    /// <summary>The AVPs of a received message that the path names, in their order.</summary>
    public IReadOnlyList<NaiveAvp> Find(IReadOnlyList<NaiveAvp> avps)
    {
        for (int i = 0; ; i++)
        {
            PathPart part = Parts[i];
            IReadOnlyList<NaiveAvp> found = [.. avps.Where(avp => avp.Code == part.Code && avp.Vendor == part.Vendor)];
            if (part.Index > 0)
                found = found.Count >= part.Index ? [found[part.Index - 1]] : [];
            if (i == Parts.Count - 1)
                return found;
            avps = [.. found.SelectMany(group => NaiveMessage.DecodeAvps(group.Data) ?? [])];
        }
    }

    /// <summary>The AVPs of a draft that the path names, and the list that they stand in; an empty list when the group itself is missing.</summary>
    public IReadOnlyList<(List<DraftAvp> Home, DraftAvp Avp)> Find(List<DraftAvp> avps)
    {
        List<List<DraftAvp>> homes = [avps];
        for (int i = 0; ; i++)
        {
            PathPart part = Parts[i];
            List<(List<DraftAvp> Home, DraftAvp Avp)> found =
                [.. homes.SelectMany(home => home.Where(avp => avp.Code == part.Code && avp.Vendor == part.Vendor).Select(avp => (home, avp)))];
            if (part.Index > 0)
                found = found.Count >= part.Index ? [found[part.Index - 1]] : [];
            if (i == Parts.Count - 1)
                return found;
            homes = [.. found.Select(one => one.Avp.Members).OfType<List<DraftAvp>>()];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static (string Word, int Index) Indexed(string word, string text)
    {
        int bracket = word.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return (word, 0);
        return int.TryParse(word[(bracket + 1)..].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index > 0
            ? (word[..bracket], index)
            : throw new FormatException($"'{text}': write Name[2] for the second one");
    }

    private static string Suggestion(string word)
    {
        string? near = AvpNames.All.FirstOrDefault(name => name.Contains(word, StringComparison.OrdinalIgnoreCase) || word.Contains(name, StringComparison.OrdinalIgnoreCase));
        return near is null ? "" : $"; did you mean {near}?";
    }
}
