using System.Runtime.InteropServices;
using EirDiameter.Demo;

const string Usage = """
    Starts an IMEI registry and an Equipment Identity Register on this machine, has a manufacturer and a country speak to the registry, asks what
    a network would ask, and shows each answer and why.

    Usage: dotnet run -c Release --project tools/demo [-- --json]

      --json   print the result as JSON and nothing else
      --help   this text

    Needs no free port, no rights and no configuration, and leaves nothing behind. Exit code 0 only if every answer was as expected.
    """;

bool json = args is ["--json"];
if (args is ["--help" or "-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (args.Length > 0 && !json)
{
    await Console.Error.WriteLineAsync($"demo: '{string.Join(' ', args)}' is not understood\n\n{Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    IStage stage = json ? new JsonStage(Console.Out) : new ConsoleStage();
    return await new Story(stage).TellAsync(stop.Token) ? 0 : 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("demo: stopped, and the registry and the node with it");
    return 1;
}
catch (DemoException error)
{
    await Console.Error.WriteLineAsync($"demo: {error.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    // Not at once: the processes and their directory are cleared away first.
    signal.Cancel = true;
    stop.Cancel();
}
