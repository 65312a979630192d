using Microsoft.Extensions.Logging.Abstractions;

namespace EirDiameter.Node.N17;

/// <summary>
/// Hands out loggers that pass on warnings and errors only. What a web server tells of every request holds its query, and this one's queries
/// hold IMEIs and IMSIs, which no log is to hold, however much somebody wants to hear.
/// </summary>
internal sealed class WarningsOnly(ILoggerFactory loggers) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    // The framework makes an Activity for each request as soon as somebody listens to this category, which costs as much as the whole check.
    // It has nothing to say there but who asked for what: faults are answered and logged before they get that far.
    public ILogger CreateLogger(string categoryName) => categoryName == "Microsoft.AspNetCore.Hosting.Diagnostics" ? NullLogger.Instance : new Filtered(loggers.CreateLogger(categoryName));

    public void Dispose()
    {
        // The process owns what stands behind this.
    }

    private sealed class Filtered(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) logger.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
