using EirDiameter.S13Load;
using EirDiameter.S13Load.Options;

return new LoadCommand(LoadSession.Run).Invoke(args, Console.Out, Console.Error);
