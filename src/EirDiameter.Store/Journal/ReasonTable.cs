using EirDiameter.Equipment;

namespace EirDiameter.Store;

/// <summary>
/// The distinct texts of reasons. Index 0 = none given; the last index stands for all texts that found no place any more. Only the writer
/// adds; anyone reads.
/// </summary>
internal sealed class ReasonTable
{
    /// <summary>Index of "(other)".</summary>
    public const ushort Other = ushort.MaxValue;

    /// <summary>How many texts find a place.</summary>
    public const int MaxTexts = Other - 1;

    /// <summary>
    /// How many of them the edits of one feed may bring in; what else they give as reason is kept as "(other)". Edits come one by one from
    /// outside, and whoever gives each its own text would leave no place for those of lists.
    /// </summary>
    public const int MaxEditedTexts = 4096;

    /// <summary>Octets of the longest text.</summary>
    public const int MaxTextBytes = 1024;

    private const string OtherText = "(other)";

    private static readonly ulong OtherDigest = ListingDigest.OfReason(OtherText);

    private readonly Dictionary<string, ushort> _indexes = [];
    private string[] _texts = new string[16];
    private ulong[] _digests = new ulong[16];
    private volatile int _count;

    public ReasonTable(IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
            Put((ushort)_count, text);
    }

    /// <summary>Texts by index; the first is empty.</summary>
    public IReadOnlyList<string> Texts => Volatile.Read(ref _texts).Take(_count).ToArray();

    /// <summary>How many texts there are, the empty one not counted.</summary>
    public int Count => _count - 1;

    public string this[ushort index] => index switch
    {
        Other => OtherText,
        _ when index < _count => Volatile.Read(ref _texts)[index],
        _ => "",
    };

    /// <summary>The digest of a reason's text.</summary>
    public ulong DigestOf(ushort index) => index switch
    {
        0 => 0,
        Other => OtherDigest,
        _ when index < _count => Volatile.Read(ref _digests)[index],
        _ => 0,
    };

    /// <summary>The index of a text; if it is new, that of the place it will take, which must be journalled and then <see cref="Put"/>.</summary>
    public ushort IndexOf(string text, out bool isNew)
    {
        isNew = false;
        if (text.Length == 0)
            return 0;
        if (text == OtherText)
            return Other;
        if (_indexes.TryGetValue(text, out ushort index))
            return index;
        if (_count > MaxTexts)
            return Other;
        isNew = true;
        return (ushort)_count;
    }

    /// <summary>Takes a text in. Doing it twice is the same as once.</summary>
    public void Put(ushort index, string text)
    {
        string[] texts = _texts;
        ulong[] digests = _digests;
        if (index >= texts.Length)
        {
            Array.Resize(ref texts, Math.Max(index + 1, texts.Length * 2));
            Array.Resize(ref digests, texts.Length);
        }

        texts[index] = text;
        digests[index] = ListingDigest.OfReason(text);
        Volatile.Write(ref _texts, texts);
        Volatile.Write(ref _digests, digests);
        _count = Math.Max(_count, index + 1);
        _indexes[text] = index;
    }
}
