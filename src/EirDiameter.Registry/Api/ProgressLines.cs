using System.Text.Json;

namespace EirDiameter.Registry;

/// <summary>
/// The answer to a call that takes long, as lines of JSON: <c>{"progress":…}</c> from time to time, and at the end <c>{"report":…}</c>, or
/// <c>{"problem":…}</c> where it is too late for a status.
/// </summary>
internal sealed class ProgressLines(HttpContext context) : IProgress<long>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private long _latest = -1;

    public void Report(long value) => Volatile.Write(ref _latest, value);

    /// <summary>Does the work away from the request's own task, and tells of it.</summary>
    public async Task<IResult> RunAsync<T>(Func<Task<T>> work)
    {
        Task<T> task = Task.Run(work);
        try
        {
            while (await Task.WhenAny(task, Task.Delay(Interval, context.RequestAborted)) != task && !context.RequestAborted.IsCancellationRequested)
            {
                if (Interlocked.Exchange(ref _latest, -1) is >= 0 and long lines)
                    await WriteAsync(new { progress = new { lines } });
            }

            await WriteAsync(new { report = await task });
        }
        catch (RegistryException e) when (context.Response.HasStarted)
        {
            await WriteAsync(new { problem = Problem.Details(e) });
        }
        finally
        {
            // If the caller is gone, the work still has to come to its end before what it works on may go.
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Results.Empty;
    }

    private async Task WriteAsync(object line)
    {
        context.Response.ContentType ??= "application/x-ndjson";
        await context.Response.WriteAsync(JsonSerializer.Serialize(line, RegistryJson.Options) + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
