using EirDiameter.Hosting;
using EirDiameter.Node;
using EirDiameter.Node.Configuration;
using EirDiameter.Store;
using Microsoft.AspNetCore.Connections;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(Usage.Text);
    return 0;
}

if (args is ["--health", ..]) return await HealthProbe.RunAsync(args.Length > 1 ? args[1] : NodeConfiguration.Bind(NodeConfiguration.Read([])).Admin.Url);

try
{
    IConfigurationRoot configuration = NodeConfiguration.Read(args);
    await using NodeHost node = new(configuration, NodeConfiguration.Bind(configuration), TimeProvider.System);
    await node.RunAsync(Console.Out);
    return 0;
}
catch (ConfigurationException e)
{
    foreach (string error in e.Errors) Console.Error.WriteLine($"configuration: {error}");
    return 2;
}
catch (StoreException e)
{
    Console.Error.WriteLine($"store: {e.Message}");
    return 1;
}
catch (Exception e) when (e is IOException or AddressInUseException)
{
    Console.Error.WriteLine($"listen: {e.Message}");
    return 1;
}
