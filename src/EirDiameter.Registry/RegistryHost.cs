using EirDiameter.Hosting;

namespace EirDiameter.Registry;

/// <summary>The whole registry, put together: database, publishing, and the HTTP server. It stops the other way round.</summary>
public sealed class RegistryHost(IConfiguration configuration, RegistryOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers = LoggerFactory.Create(logging => ProcessLogging.Configure(logging, configuration));

    /// <summary>Serves until SIGTERM or SIGINT. Prints the <c>ready</c> line to <paramref name="output"/>.</summary>
    /// <exception cref="RegistryException">The database cannot be opened.</exception>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public async Task RunAsync(TextWriter output)
    {
        using StopSignal stop = new();
        try
        {
            await using RegistryDatabase database = await RegistryDatabase.OpenAsync(options.Database, time, _loggers.CreateLogger("EirDiameter.Registry.Ledger"), stop.Token);
            await using RegistryServer server = new(options, database, time, _loggers);
            server.Publishing.Start();
            string address = await server.StartAsync(stop.Token);
            if (options.RegistrarKeys.Count == 0)
                RegistryLog.EverybodyRegistrar(_loggers.CreateLogger("EirDiameter.Registry.Api"), address);
            await output.WriteLineAsync($"ready {address}");
            await output.FlushAsync();
            await stop.WaitAsync();
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            // Asked to stop while starting: what was opened has been closed again.
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _loggers.Dispose();
        return ValueTask.CompletedTask;
    }
}
