using Microsoft.Extensions.Configuration;
using Xunit;

namespace EirDiameter.Equipment.Tests;

public sealed class PolicyOptionsTests
{
    public static TheoryData<PolicyOptions, string> Mistakes() => new()
    {
        { new() { Preset = "Strict" }, "Policy:Preset: expected one of StandardUnknown, AllowUnlessListed, DenyUnlessPermitted, ResponseType1, ResponseType2, ResponseType3, found 'Strict'" },
        { new() { Preset = "1" }, "Policy:Preset: expected one of StandardUnknown, AllowUnlessListed, DenyUnlessPermitted, ResponseType1, ResponseType2, ResponseType3, found '1'" },
        { new() { Precedence = ["black", "gray", "white"] }, "Policy:Precedence:1: expected one of black, grey, white, found 'gray'" },
        { new() { Precedence = ["black", "black", "white"] }, "Policy:Precedence: expected black, grey and white, each once, found 'black, black, white'" },
        { new() { Precedence = ["black"] }, "Policy:Precedence: expected black, grey and white, each once, found 'black'" },
        { new() { Precedence = [] }, "Policy:Precedence: expected black, grey and white, each once, found ''" },
        { new() { GlobalOverride = "off" }, "Policy:GlobalOverride: expected one of white, black, grey, unknown, found 'off'" },
        { new() { Unlisted = "error" }, "Policy:Unlisted: expected one of white, black, grey, unknown, found 'error'" },
        { new() { Malformed = "ignore" }, "Policy:Malformed: expected one of white, black, grey, unknown, error, found 'ignore'" },
        { new() { TestTac = "no" }, "Policy:TestTac: expected one of white, black, grey, unknown, ignore, found 'no'" },
        { new() { NotProduced = "error" }, "Policy:NotProduced: expected one of white, black, grey, unknown, ignore, found 'error'" },
        { new() { BlackWithPair = "allow" }, "Policy:BlackWithPair: expected one of white, black, grey, unknown, found 'allow'" },
        { new() { StoreUnavailable = "5012" }, "Policy:StoreUnavailable: expected one of white, black, grey, unknown, error, found '5012'" },
        { Ranges(new ImsiRangeOptions { Status = "white" }), "Policy:ImsiRanges:0:From: expected 1 to 15 decimal digits, found ''|Policy:ImsiRanges:0:To: expected 1 to 15 decimal digits, found ''" },
        { Ranges(new ImsiRangeOptions { From = "1", To = "1234567890123456", Status = "white" }), "Policy:ImsiRanges:0:To: expected 1 to 15 decimal digits, found '1234567890123456'" },
        { Ranges(new ImsiRangeOptions { From = "26a", To = "27", Status = "white" }), "Policy:ImsiRanges:0:From: expected 1 to 15 decimal digits, found '26a'" },
        { Ranges(new ImsiRangeOptions { From = "262", To = "261", Status = "white" }), "Policy:ImsiRanges:0:To: expected 262 or higher, found '261'" },
        { Ranges(new ImsiRangeOptions { From = "262" }), "Policy:ImsiRanges:0:Status: expected one of white, black, grey, unknown, found ''" },
        {
            Ranges(new ImsiRangeOptions { From = "26203", Status = "white" }, new ImsiRangeOptions { From = "3", Status = "grey" }, new ImsiRangeOptions { From = "262", Status = "black" }),
            "Policy:ImsiRanges:2: expected a range of its own, found one that overlaps Policy:ImsiRanges:0"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_by_its_configuration_key_and_what_was_expected(PolicyOptions options, string expected)
    {
        Assert.Equal(expected.Split('|'), options.Validate());
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Given.PolicyOf(options));
        Assert.Contains(expected.Split('|')[0], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once() =>
        Assert.Equal(3, new PolicyOptions { Preset = "x", Unlisted = "y", ImsiRanges = [new() { From = "1", Status = "z" }] }.Validate().Count);

    [Fact]
    public void The_default_options_and_neighbouring_ranges_are_good()
    {
        Assert.Empty(new PolicyOptions().Validate());
        Assert.Empty(Ranges(new ImsiRangeOptions { From = "26202", Status = "white" }, new ImsiRangeOptions { From = "26201", To = "26201", Status = "GREY" }).Validate());
    }

    [Fact]
    public void A_range_that_spans_others_overlaps_each_of_them() =>
        Assert.Equal(2, Ranges(new ImsiRangeOptions { From = "2", Status = "white" }, new ImsiRangeOptions { From = "21", Status = "white" }, new ImsiRangeOptions { From = "25", Status = "white" }).Validate().Count);

    [Fact]
    public void The_options_bind_from_the_configuration_section()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Policy:Preset"] = "AllowUnlessListed",
            ["Policy:Precedence:0"] = "white",
            ["Policy:Precedence:1"] = "grey",
            ["Policy:Precedence:2"] = "black",
            ["Policy:ImsiRanges:0:From"] = "00101",
            ["Policy:ImsiRanges:0:To"] = "00102",
            ["Policy:ImsiRanges:0:Status"] = "grey",
            ["Policy:Malformed"] = "unknown",
        }).Build();

        PolicyOptions options = configuration.GetSection(PolicyOptions.Section).Get<PolicyOptions>()!;

        Assert.Empty(options.Validate());
        Assert.Equal("AllowUnlessListed", options.Preset);
        Assert.Equal(["white", "grey", "black"], options.Precedence);
        Assert.Equal(new ImsiRangeOptions { From = "00101", To = "00102", Status = "grey" }, Assert.Single(options.ImsiRanges!));
        Assert.Equal("unknown", options.Malformed);
        Assert.Null(options.Unlisted);
    }

    private static PolicyOptions Ranges(params ImsiRangeOptions[] ranges) => new() { ImsiRanges = ranges };
}
