using EirDiameter.Eirctl.Client;
using Spectre.Console;

namespace EirDiameter.Eirctl.Output;

/// <summary>A bar for the upload, then one for each phase inside the node; nothing when nobody looks.</summary>
internal sealed class ImportProgressView
{
    private readonly ProgressContext? _bars;
    private readonly Dictionary<string, ProgressTask> _phases = [];
    private ProgressTask? _upload;
    private ProgressTask? _current;

    private ImportProgressView(ProgressContext? bars) => _bars = bars;

    public static async Task RunAsync(Printer printer, bool isShown, Func<ImportProgressView, Task> import)
    {
        if (!isShown)
        {
            await import(new ImportProgressView(null));
            return;
        }
        await printer.Console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => import(new ImportProgressView(bars)));
    }

    /// <param name="sent">Octets sent so far.</param>
    /// <param name="total">Octets in all; null when not known.</param>
    public void Sent(long sent, long? total)
    {
        if (_bars is null) return;
        _upload ??= _bars.AddTask("upload", maxValue: total ?? 1);
        _upload.IsIndeterminate = total is null;
        _upload.Description = $"upload {Words.Size(sent)}";
        if (total is not null) _upload.Value = sent;
    }

    public void Working(ImportProgress progress)
    {
        if (_bars is null) return;
        if (_upload is not null) Finish(_upload);
        if (!_phases.TryGetValue(progress.Phase, out ProgressTask? phase))
        {
            if (_current is not null) Finish(_current);
            phase = _phases[progress.Phase] = _bars.AddTask(Markup.Escape(Words.OneLine(progress.Phase)));
            _current = phase;
        }
        bool isApplying = progress.Applied > 0;
        phase.Description = Markup.Escape($"{Words.OneLine(progress.Phase)} {(isApplying ? progress.Applied : progress.Lines)}");
        phase.IsIndeterminate = progress.Total <= 0;
        if (progress.Total <= 0) return;
        phase.MaxValue = progress.Total;
        phase.Value = isApplying ? progress.Applied : progress.Lines;
    }

    private static void Finish(ProgressTask task)
    {
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
    }
}
