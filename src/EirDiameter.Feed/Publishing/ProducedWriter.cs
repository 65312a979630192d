using EirDiameter.Equipment;

namespace EirDiameter.Feed;

/// <summary>Streams all produced ranges into segments of whole TACs.</summary>
internal sealed class ProducedWriter(StagedSegments staged, int target, IProgress<PublishProgress>? progress)
{
    private readonly List<Task<Segment>> _segments = [];
    private RowText _rows = staged.Rent().Begin(RowText.ProducedHeader);
    private ProducedRow _last;
    private Tac _firstTac;
    private int _inTac;
    private long _tacs;
    private long _ranges;
    private long _records;

    /// <exception cref="FeedException"><see cref="FeedFault.BadUpdate"/>: a row is out of order, overlaps another, or cannot be published.</exception>
    public async Task<ProducedPart> WriteAsync(IAsyncEnumerable<ProducedRow> source, long sequence, CancellationToken cancellation)
    {
        await foreach (ProducedRow row in source.WithCancellation(cancellation))
        {
            if ((row.Fault() ?? FaultAfterLast(row)) is string fault)
                throw new FeedException(FeedFault.BadUpdate, $"the produced range {Name(row)} cannot be published: {fault}");
            if (_records > 0 && row.Tac != _last.Tac)
                await CloseTacAsync(isLast: false);
            Take(row);
        }

        if (_records > 0)
            await CloseTacAsync(isLast: true);
        progress?.Report(new("produced", _records));
        return new(sequence, _tacs, _ranges, await Task.WhenAll(_segments));
    }

    private static string Name(in ProducedRow row) => row.HasRange ? $"{row.Tac} {row.From:D6} to {row.To:D6}" : $"{row.Tac} without range";

    private string? FaultAfterLast(in ProducedRow row)
    {
        if (_records == 0 || row.Tac.Value > _last.Tac.Value)
            return null;
        if (row.Tac != _last.Tac)
            return $"it comes after TAC {_last.Tac}, out of order";
        if (row.Complete != _last.Complete)
            return "its TAC is complete in one row and not in another";
        if (!row.HasRange || !_last.HasRange)
            return "its TAC has ranges, and a row without";
        return row.From > _last.To ? null : $"it overlaps {Name(_last)}, or comes after it out of order";
    }

    private void Take(in ProducedRow row)
    {
        if (_inTac == 0)
            _tacs++;
        if (_rows.Records == 0)
            _firstTac = row.Tac;
        if (row.HasRange)
            _ranges++;
        _rows.Add(row);
        _inTac++;
        _last = row;
        if (++_records % 100_000 == 0)
            progress?.Report(new("produced", _records));
    }

    private async ValueTask CloseTacAsync(bool isLast)
    {
        if (isLast || StableBorders.IsAfter(_last.Tac.Value, _inTac, _rows.Records, target))
        {
            Segment shape = new() { Sha256 = "", Bytes = 0, Records = 0, FirstTac = _firstTac, LastTac = _last.Tac };
            _segments.Add(await staged.AddAsync(_rows, shape));
            _rows = staged.Rent().Begin(RowText.ProducedHeader);
        }

        _inTac = 0;
    }
}
