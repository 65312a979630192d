namespace EirDiameter.Registry;

/// <summary>What commands work with.</summary>
/// <param name="Settings">Settings of the command line.</param>
/// <param name="Output">Where to write.</param>
internal sealed record CommandContext(string[] Settings, TextWriter Output)
{
    /// <summary>The configuration, all sources read.</summary>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public RegistryOptions Options() => RegistryConfiguration.Options(RegistryConfiguration.Read(Settings));

    /// <summary>The database, as a running registry has it.</summary>
    /// <exception cref="RegistryException">It cannot be opened.</exception>
    public Task<RegistryDatabase> OpenAsync(CancellationToken cancellation) => RegistryDatabase.OpenAsync(Options().Database, TimeProvider.System, cancellation: cancellation);
}
