namespace EirDiameter.Store;

/// <summary>Work over all of a generation, shared out among the processors.</summary>
internal static class GenerationParts
{
    private const long WorthSharing = 1 << 16;

    /// <summary>How many parts so many records are worth.</summary>
    public static int For(long records) => records < WorthSharing ? 1 : Environment.ProcessorCount;

    /// <summary>Runs each part, side by side, and waits for all.</summary>
    public static TResult[] Run<TResult>(int parts, Func<int, TResult> part)
    {
        if (parts == 1)
            return [part(0)];
        Task<TResult>[] running = [.. Enumerable.Range(0, parts).Select(p => BackgroundWork.Run(() => part(p)))];
        return Task.WhenAll(running).GetAwaiter().GetResult();
    }
}
