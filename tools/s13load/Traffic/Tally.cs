namespace EirDiameter.S13Load.Traffic;

/// <summary>What came back in one run, and what was wrong with it. Written by the event thread; <see cref="Answered"/> may be read by others.</summary>
internal sealed class Tally
{
    /// <summary>How many examples of one kind of error are kept to be shown.</summary>
    public const int MaxExamples = 10;

    private readonly long[] _counts = new long[5];
    private readonly SortedDictionary<ushort, long> _others = [];
    private readonly List<string> _mismatches = [];
    private readonly List<string> _malformed = [];
    private long _answered;

    /// <summary>Requests written.</summary>
    public long Sent { get; set; }

    /// <summary>Requests with an answer, right or wrong.</summary>
    public long Answered => Volatile.Read(ref _answered);

    /// <summary>Answers that are well-formed but not what the expectation file says.</summary>
    public long Mismatched { get; private set; }

    /// <summary>Answers that break the grammar of TS 29.272 7.2.20 or of RFC 6733.</summary>
    public long Malformed { get; private set; }

    /// <summary>Answers whose identifiers belong to no request in flight.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Requests that were never answered.</summary>
    public long Unanswered => Sent - Answered;

    /// <summary>The first mismatches, for people.</summary>
    public IReadOnlyList<string> Mismatches => _mismatches;

    /// <summary>The first faults of answers, for people.</summary>
    public IReadOnlyList<string> Faults => _malformed;

    /// <summary>How many answers said what, most usual kinds first; kinds that never came are left out.</summary>
    public IEnumerable<KeyValuePair<AnswerCode, long>> Answers
    {
        get
        {
            for (ushort kind = 1; kind < _counts.Length; kind++)
            {
                if (_counts[kind] > 0)
                    yield return new(new AnswerCode(kind), _counts[kind]);
            }
            foreach ((ushort kind, long count) in _others)
                yield return new(new AnswerCode(kind), count);
        }
    }

    /// <summary>Counts an answer that is well-formed.</summary>
    public void Count(AnswerCode answer)
    {
        _answered++;
        if (answer.Value < _counts.Length)
            _counts[answer.Value]++;
        else
            _others[answer.Value] = _others.GetValueOrDefault(answer.Value) + 1;
    }

    /// <summary>Counts an answer that contradicts the expectation file, in addition to <see cref="Count"/>.</summary>
    public void CountMismatch(string equipment, AnswerCode expected, AnswerCode answer)
    {
        if (Mismatched++ < MaxExamples)
            _mismatches.Add($"{equipment}: expected {expected}, answered {answer}");
    }

    /// <summary>Counts an answer to a request in flight that is not well-formed.</summary>
    public void CountMalformed(string equipment, string fault)
    {
        _answered++;
        AddFault($"{equipment}: {fault}");
    }

    /// <summary>Counts a message that is not well-formed and cannot be brought together with a request.</summary>
    public void CountMalformed(string fault) => AddFault(fault);

    /// <summary>Counts an answer that belongs to no request in flight.</summary>
    public void CountUnmatched() => Unmatched++;

    private void AddFault(string fault)
    {
        if (Malformed++ < MaxExamples)
            _malformed.Add(fault);
    }
}
