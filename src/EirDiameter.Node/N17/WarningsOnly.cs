namespace EirDiameter.Node.N17;

/// <summary>
/// Hands out loggers that pass on warnings and errors only. What a web server tells of every request holds its query, and this one's queries
/// hold IMEIs and IMSIs, which no log is to hold, however much somebody wants to hear.
/// </summary>
internal sealed class WarningsOnly(ILoggerFactory loggers) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public ILogger CreateLogger(string categoryName) => new Filtered(loggers.CreateLogger(categoryName));

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
