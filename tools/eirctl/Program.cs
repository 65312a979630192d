using EirDiameter.Eirctl;

return await CommandLine.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
