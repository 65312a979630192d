using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>
/// Long work beside the answering of questions: on threads of its own, since on the thread pool it would keep waiting whoever is to be answered
/// there; and with less of the processor when both want it.
/// </summary>
internal static partial class BackgroundWork
{
    // Weighs a third of a thread that answers. Not less: all threads wait for it when memory is collected.
    private const int Niceness = 5;
    private const int OfThread = 0;

    /// <summary>Begins work on a thread of its own.</summary>
    public static Task<TResult> Run<TResult>(Func<TResult> work) => Task.Factory.StartNew(
        () =>
        {
            if (OperatingSystem.IsLinux())
                _ = SetPriority(OfThread, 0, Niceness);
            return work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    /// <summary>Begins work on a thread of its own.</summary>
    public static Task Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    // The runtime's own priorities of threads do nothing on Linux, where niceness is one of the thread (setpriority(2), "C library/kernel differences").
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
