using EirDiameter.Registry;

try
{
    if (args is ["--health", ..])
        return await HealthProbe.RunAsync(args[1..]);
    IConfiguration configuration = RegistryConfiguration.Read(args);
    await using RegistryHost host = new(configuration, RegistryConfiguration.Options(configuration), TimeProvider.System);
    await host.RunAsync(Console.Out);
    return 0;
}
catch (Exception e) when (e is ConfigurationException or RegistryException or IOException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}
