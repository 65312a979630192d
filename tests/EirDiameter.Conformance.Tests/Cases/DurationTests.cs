using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;

namespace EirDiameter.Conformance.Tests.Cases;

public class DurationTests
{
    private static readonly Profile Profile = new()
    {
        Name = "any",
        Watchdog = TimeSpan.FromSeconds(6),
        Jitter = TimeSpan.FromSeconds(2),
        Capabilities = TimeSpan.FromSeconds(10),
    };

    [Theory]
    [InlineData("200ms", 0.2)]
    [InlineData("2s", 2)]
    [InlineData("1.5s", 1.5)]
    [InlineData("watchdog", 6)]
    [InlineData("3*watchdog", 18)]
    [InlineData("2*watchdog - 2*jitter - 500ms", 7.5)]
    [InlineData("capabilities+2s", 12)]
    [InlineData("0.05*jitter", 0.1)]
    [InlineData("1s - watchdog", 0)]
    public void Sums_follow_the_timers_of_the_target(string text, double seconds) =>
        Assert.Equal(seconds, Duration.Parse(text).For(Profile).TotalSeconds, 6);

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("soon")]
    [InlineData("watchdog jitter")]
    [InlineData("2s +")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => Duration.Parse(text));
}
