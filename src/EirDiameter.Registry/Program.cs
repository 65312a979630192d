using EirDiameter.Registry;

return args is ["--health", ..] ? await HealthProbe.RunAsync(args[1..]) : await RegistryCommands.RunAsync(args, Console.Out, Console.Error);
