namespace EirDiameter.Conformance.Captures;

/// <summary>What a reader of a capture left out, and why: one line for each kind of thing, with how often and where first.</summary>
internal sealed class CaptureNotes
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, (int Count, int First)> _notes = [];

    /// <summary>The lines, in the order in which each kind came first.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _order.Select(what => _notes[what] is var (count, first) && first > 0 ? $"{what} ({Times(count)}, first in frame {first})" : what)];

    /// <summary>Something that concerns the whole file.</summary>
    public void Add(string what) => Add(what, 0);

    /// <summary>Something that concerns one frame, and perhaps others.</summary>
    public void Add(string what, int frame)
    {
        if (_notes.TryGetValue(what, out (int Count, int First) note))
        {
            _notes[what] = (note.Count + 1, note.First);
            return;
        }

        _order.Add(what);
        _notes[what] = (1, frame);
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
