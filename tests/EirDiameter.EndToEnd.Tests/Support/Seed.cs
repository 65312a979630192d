using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.Support;

/// <summary>Where the random choices of a test begin; <c>EIR_TEST_SEED</c> repeats a run.</summary>
internal static class Seed
{
    /// <param name="output">Told the seed.</param>
    /// <param name="usual">The seed of every run that names none; null = a new one each time.</param>
    public static int Take(ITestOutputHelper output, int? usual = null)
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("EIR_TEST_SEED"), out int given) ? given : usual ?? Random.Shared.Next();
        output.WriteLine($"seed {seed}; EIR_TEST_SEED={seed} repeats this run");
        return seed;
    }
}
