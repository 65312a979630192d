using System.Diagnostics;
using System.Runtime.InteropServices;
using EirDiameter.S13Load.Connections;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;
using EirDiameter.S13Load.Report;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load;

/// <summary>One invocation: connect, warm up, run, report, say good-bye.</summary>
internal sealed class LoadSession : IDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly LoadOptions _options;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _showProgress;
    private readonly CancellationTokenSource _stop = new();

    private LoadSession(LoadOptions options, TextWriter output, TextWriter error)
    {
        _options = options;
        _output = output;
        _error = error;
        _showProgress = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
    }

    /// <summary>Does what the options say; returns the exit code.</summary>
    public static int Run(LoadOptions options, TextWriter output, TextWriter error)
    {
        try
        {
            using LoadSession session = new(options, output, error);
            return session.Run();
        }
        catch (Exception problem) when (problem is LoadException or EquipmentFileException)
        {
            error.WriteLine($"s13load: {problem.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private int Run()
    {
        EquipmentSet equipment = _options.LoadEquipment(_error);
        Amount amount = _options.AmountFor(equipment);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using LoadGenerator generator = new(_options, equipment);
        generator.Connect();
        List<RunResult> results = [];
        if (_options.Warmup != Amount.None)
        {
            RunResult warmup = RunOnce(generator, _options.Warmup, "warm-up");
            if (warmup.Problem is not null)
                results.Add(warmup);
        }
        for (int i = 0; i < _options.Runs && results.All(run => run.Problem is null) && !_stop.IsCancellationRequested; i++)
        {
            // Rubbish of the start must not be collected while the clock runs.
            GC.Collect();
            results.Add(RunOnce(generator, amount, _options.Runs == 1 ? "" : $"run {i + 1}"));
        }
        generator.Disconnect();
        if (results.Count == 0)
            throw new LoadException("stopped before the first run");
        Report(results);
        return results.TrueForAll(run => run.IsGood) ? ExitCodes.Good : ExitCodes.Failed;
    }

    private RunResult RunOnce(LoadGenerator generator, Amount amount, string name)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        RunLedger run = new(amount, _options.Rate, Stopwatch.GetTimestamp(), Stopwatch.Frequency);
        using CancellationTokenRegistration stop = _stop.Token.Register(run.Stop);
        string? problem = null;
        // A thread of its own: nothing of the thread pool, and nobody who writes to a terminal, may hold up requests.
        Thread thread = new(() =>
        {
            try
            {
                generator.Run(run);
            }
            catch (LoadException failed)
            {
                problem = failed.Message;
                generator.Abandon();
            }
        })
        { Name = "s13load", IsBackground = true };
        thread.Start();
        long last = 0;
        while (!thread.Join(ProgressInterval))
        {
            long answered = run.Tally.Answered;
            if (_showProgress)
                _error.Write($"\r\x1b[K{name} {(answered - last) / ProgressInterval.TotalSeconds:N0}/s, {answered:N0} answered");
            last = answered;
        }
        if (_showProgress)
            _error.Write("\r\x1b[K");
        return RunResult.Of(run, Environment.CpuUsage.TotalTime - before, problem, _stop.IsCancellationRequested);
    }

    private void Report(List<RunResult> results)
    {
        TableReport.Write(_options.Json == "-" ? _error : _output, _options, results);
        if (_options.Json is null)
            return;
        using MemoryStream json = new();
        JsonReport.Write(json, _options, results);
        if (_options.Json == "-")
            _output.Write(System.Text.Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
        else
            WriteFile(_options.Json, json.GetBuffer().AsSpan(0, (int)json.Length));
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> octets)
    {
        try
        {
            File.WriteAllBytes(path, octets);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"the result cannot be written: {problem.Message}");
        }
    }

    private void OnSignal(PosixSignalContext signal)
    {
        // The first one asks for the result so far, the second one means it.
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }
}
