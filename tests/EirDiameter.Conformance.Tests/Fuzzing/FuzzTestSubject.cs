using EirDiameter.Conformance.Fuzzing;
using EirDiameter.Conformance.Fuzzing.Mutations;

namespace EirDiameter.Conformance.Tests.Fuzzing;

/// <summary>What the servers of these tests know.</summary>
internal static class FuzzTestSubject
{
    public const string White = "35209900000010";
    public const string Black = "35693803564380";
    public const string Realm = "example.org";

    public static FuzzSubject Create(double answerSeconds = 0.5) => new(White, [Black], Realm, Realm, TimeSpan.FromSeconds(answerSeconds));

    public static FuzzFilter Filter(params string[] only)
    {
        Assert.True(FuzzFilter.TryParse(only, out FuzzFilter filter, out string problem), problem);
        return filter;
    }
}
