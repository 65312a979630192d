using System.Runtime.InteropServices;

namespace EirDiameter.Registry;

/// <summary>The whole registry, put together: database, publishing, and the HTTP server. It stops the other way round.</summary>
public sealed class RegistryHost(IConfiguration configuration, RegistryOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ILoggerFactory _loggers = LoggerFactory.Create(logging => RegistryLogging.Configure(logging, configuration));

    /// <summary>Serves until SIGTERM or SIGINT. Prints the <c>ready</c> line to <paramref name="output"/>.</summary>
    /// <exception cref="RegistryException">The database cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task RunAsync(TextWriter output)
    {
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using RegistryDatabase database = await RegistryDatabase.OpenAsync(options.Database, time, _loggers.CreateLogger("EirDiameter.Registry.Ledger"), _stop.Token);
            await using RegistryServer server = new(options, database, time, _loggers);
            server.Publishing.Start();
            string address = await server.StartAsync(_stop.Token);
            await output.WriteLineAsync($"ready {address}");
            await output.FlushAsync();
            await WaitForStopAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to stop while starting: what was opened has been closed again.
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _loggers.Dispose();
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _stop.Cancel();
    }

    private async Task WaitForStopAsync()
    {
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = _stop.Token.Register(stopped.SetResult);
        await stopped.Task;
    }
}
