using EirDiameter.Node.Push;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Push;

public sealed class RecordAllowanceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void After_a_long_silence_a_second_s_worth_comes_at_once_and_no_more()
    {
        RecordAllowance allowance = new(3, _time);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(3, TakeAll(allowance));
    }

    [Fact]
    public void In_the_long_run_it_is_the_rate()
    {
        RecordAllowance allowance = new(3, _time);
        int taken = 0;
        for (int i = 0; i < 1000; i++)
        {
            taken += TakeAll(allowance);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(taken, 301, 303);
    }

    [Fact]
    public void Who_waits_as_long_as_told_gets_one()
    {
        RecordAllowance allowance = new(200, _time);
        _ = TakeAll(allowance);
        Assert.False(allowance.TryTake(out TimeSpan wait));
        Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));

        _time.Advance(wait + TimeSpan.FromTicks(1));
        Assert.True(allowance.TryTake(out _));
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        RecordAllowance allowance = new(0, _time);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(allowance.TryTake(out TimeSpan _)));
    }

    private static int TakeAll(RecordAllowance allowance)
    {
        int taken = 0;
        while (allowance.TryTake(out _)) taken++;
        return taken;
    }
}
