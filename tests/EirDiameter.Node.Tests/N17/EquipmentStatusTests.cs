using EirDiameter.Equipment;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>What equipment gets for an answer, over real HTTP/2 with prior knowledge.</summary>
public sealed class EquipmentStatusTests : IAsyncLifetime
{
    private ServedN17 _n17 = null!;

    public async Task InitializeAsync()
    {
        _n17 = await ServedN17.StartAsync();
        await _n17.AddAsync("35693803564380", "black");
        await _n17.AddAsync("35693803564381", "grey");
        await _n17.AddAsync("35693803564382", "white");
        await _n17.AddAsync("35693803564383", "black");
        await _n17.AddAsync("35693803564383", "white", imsi: "001010123456789");
        await _n17.AddAsync("86000000", "grey");
    }

    public async Task DisposeAsync() => await _n17.DisposeAsync();

    [Theory]
    [InlineData("pei=imei-356938035643809", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643800", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643805", "BLACKLISTED")]
    [InlineData("pei=imeisv-3569380356438007", "BLACKLISTED")]
    [InlineData("pei=IMEI-356938035643800", "BLACKLISTED")]
    [InlineData("pei=imei%2D356938035643800", "BLACKLISTED")]
    [InlineData("p%65i=imei-356938035643800", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643810", "GREYLISTED")]
    [InlineData("pei=imeisv-3569380356438299", "WHITELISTED")]
    [InlineData("pei=imei-860000001234560", "GREYLISTED")]
    [InlineData("pei=imei-356938035643830&supi=imsi-001010123456789", "WHITELISTED")]
    [InlineData("supi=imsi-001010123456789&pei=imei-356938035643830", "WHITELISTED")]
    [InlineData("pei=imei-356938035643830&supi=imsi-001010123456780", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643830", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643830&supi=nai-001010123456789@nai.5gc.mnc001.mcc001.3gppnetwork.org", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643830&supi=gci-001010123456789", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643830&supi=gli-001010123456789", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643830&supi=imsi-00101", "BLACKLISTED")]
    [InlineData("pei=imei-356938035643820&gpsi=msisdn-491700000000&supported-features=0F&something=else", "WHITELISTED")]
    [InlineData("pei=imei-356938035643820&gpsi=extid-device@example.org&supported-features=", "WHITELISTED")]
    [InlineData("&&pei=imei-356938035643820&", "WHITELISTED")]
    public async Task Listed_equipment_gets_its_status(string query, string expected)
    {
        ServedN17.Answer answer = await _n17.CheckAsync(query);

        Assert.Equal((200, "application/json", $"{{\"status\":\"{expected}\"}}"), (answer.Status, answer.Type, answer.Text));
    }

    [Theory]
    [InlineData("imei-860000010000000")]
    [InlineData("imeisv-8600000100000000")]
    [InlineData("mac-00-00-5e-00-53-00")]
    [InlineData("mac-00-00-5E-00-53-00-untrusted")]
    [InlineData("eui-00-00-5e-00-53-00-00-01")]
    [InlineData("356938035643800")]
    [InlineData("something%20else")]
    public async Task Equipment_on_no_list_is_unknown(string pei)
    {
        ServedN17.Answer answer = await _n17.CheckAsync($"pei={pei}");

        Assert.Equal((404, "application/problem+json", "ERROR_EQUIPMENT_UNKNOWN"), (answer.Status, answer.Type, answer.Outcome));
        Assert.Equal(404, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal("about:blank", answer.Json.GetProperty("type").GetString());
        Assert.NotEmpty(answer.Json.GetProperty("title").GetString()!);
        Assert.NotEmpty(answer.Json.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("AllowUnlessListed", "WHITELISTED")]
    [InlineData("DenyUnlessPermitted", "BLACKLISTED")]
    [InlineData("ResponseType1", "WHITELISTED")]
    [InlineData("ResponseType3", "ERROR_EQUIPMENT_UNKNOWN")]
    public async Task A_MAC_address_gets_what_unlisted_equipment_gets(string preset, string expected)
    {
        await using ServedN17 n17 = await ServedN17.StartAsync(new PolicyOptions { Preset = preset, TestTac = "grey", NotProduced = "grey" });

        Assert.Equal(expected, (await n17.CheckAsync("pei=imei-356938035643800")).Outcome);
        Assert.Equal(expected, (await n17.CheckAsync("pei=mac-00-00-5e-00-53-00")).Outcome);
        Assert.Equal(expected, (await n17.CheckAsync("pei=eui-00-00-5e-00-53-00-00-01")).Outcome);
        Assert.Equal(expected, (await n17.CheckAsync("pei=other")).Outcome);
    }

    [Fact]
    public async Task A_range_of_subscribers_counts_for_a_MAC_address_too()
    {
        await using ServedN17 n17 = await ServedN17.StartAsync(new PolicyOptions { ImsiRanges = [new ImsiRangeOptions { From = "00101", Status = "grey" }] });

        Assert.Equal("GREYLISTED", (await n17.CheckAsync("pei=mac-00-00-5e-00-53-00&supi=imsi-001010123456789")).Outcome);
    }

    [Fact]
    public async Task Malformed_equipment_can_be_given_a_status_by_the_policy()
    {
        await using ServedN17 n17 = await ServedN17.StartAsync(new PolicyOptions { Malformed = "black" });

        Assert.Equal("BLACKLISTED", (await n17.CheckAsync("pei=imei-1")).Outcome);
        Assert.Equal("MANDATORY_QUERY_PARAM_MISSING", (await n17.CheckAsync("")).Outcome);
    }

    [Fact]
    public async Task An_edit_counts_from_the_next_request_on()
    {
        Assert.Equal(404, (await _n17.CheckAsync("pei=imei-012345678901230")).Status);

        await _n17.AddAsync("01234567890123", "black");

        Assert.Equal("BLACKLISTED", (await _n17.CheckAsync("pei=imei-012345678901230")).Outcome);
    }

    [Fact]
    public async Task What_was_asked_is_remembered_as_seen_if_a_list_can_name_it()
    {
        _ = await _n17.CheckAsync("pei=imei-356938035643800");
        _ = await _n17.CheckAsync("pei=imeisv-8600000100000099");
        _ = await _n17.CheckAsync("pei=mac-00-00-5e-00-53-00");
        _ = await _n17.CheckAsync("pei=imei-1");

        Assert.Equal(["35693803564380", "86000001000000"], _n17.Seen.Sorted().Select(key => key.ToString()));
    }

    [Fact]
    public async Task What_was_answered_is_counted_by_status_and_basis()
    {
        _ = await _n17.CheckAsync("pei=imei-356938035643800");
        _ = await _n17.CheckAsync("pei=imei-356938035643830&supi=imsi-001010123456789");
        _ = await _n17.CheckAsync("pei=mac-00-00-5e-00-53-00");
        _ = await _n17.CheckAsync("pei=imei-1");
        _ = await _n17.CheckAsync("supi=imsi-1");

        string text = await _n17.Metrics.TextAsync(CancellationToken.None);

        string[] counted = [.. text.Split('\n').Where(line => line.StartsWith("eir_checks_total", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(4, counted.Length);
        Assert.All(counted, line => Assert.Contains("interface=\"n17\"", line, StringComparison.Ordinal));
        Assert.Contains(counted, line => line.Contains("blackAllowedByPair", StringComparison.Ordinal) && line.Contains("\"white\"", StringComparison.Ordinal));
        Assert.Contains(counted, line => line.Contains("malformed", StringComparison.Ordinal) && line.EndsWith(" 2", StringComparison.Ordinal));
        Assert.Contains("eir_check_duration_seconds_count 5\n", text, StringComparison.Ordinal);
    }
}
