using System.Diagnostics;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>Waits for a condition, and fails with its name when the deadline passes. No test here takes time for a proof.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task IsTrueAsync(string what, TimeSpan deadline, Func<ValueTask<bool>> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > deadline) throw new TimeoutException($"Not within {deadline.TotalSeconds:0} s: {what}");
            await Task.Delay(Pause);
        }
    }

    public static Task IsTrueAsync(string what, TimeSpan deadline, Func<bool> condition) =>
        IsTrueAsync(what, deadline, () => ValueTask.FromResult(condition()));
}
