using EirDiameter.Hosting;
using EirDiameter.Registry;

if (args is ["--health", ..])
    return await HealthProbe.RunAsync(args.Length > 1 ? args[1] : RegistryConfiguration.Options(RegistryConfiguration.Read([])).Url);
return await RegistryCommands.RunAsync(args, Console.Out, Console.Error);
