namespace EirDiameter.Feed.Tests;

/// <summary>Notes progress as it is told, on the thread that tells it.</summary>
internal sealed class Direct<T>(List<T> told) : IProgress<T>
{
    public void Report(T value) => told.Add(value);
}
