using EirDiameter.Conformance.Fuzzing;

namespace EirDiameter.Conformance.Tests.Fuzzing;

public sealed class MemoryWatchTests
{
    [Fact]
    public void A_process_that_does_not_exist_has_no_memory() => Assert.Null(new MemoryWatch(int.MaxValue).Sample());

    [Fact]
    public void This_process_has_some() => Assert.InRange(new MemoryWatch(Environment.ProcessId).Sample()!.Value, 1 << 20, long.MaxValue);

    [Fact]
    public void What_stays_above_the_most_of_warm_up_is_growth()
    {
        Queue<long> samples = new([100, 120, 110, 500, 300, 310, 320, 330, 340]);
        MemoryWatch watch = new(() => samples.Dequeue());
        for (int i = 0; i < 3; i++)
            watch.Sample();
        watch.EndWarmUp();
        for (int i = 0; i < 6; i++)
            watch.Sample();
        Assert.Equal(120, watch.Warm);
        Assert.Equal(300 - 120, watch.Growth);
    }

    [Fact]
    public void What_is_given_back_is_no_growth()
    {
        Queue<long> samples = new([100, 500, 500, 500, 500, 90]);
        MemoryWatch watch = new(() => samples.Dequeue());
        watch.Sample();
        watch.EndWarmUp();
        for (int i = 0; i < 5; i++)
            watch.Sample();
        Assert.Equal(0, watch.Growth);
    }
}
