using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>Whatever is wrong with a request, its answer is application/problem+json that says what (TS 29.500 5.2.7.2).</summary>
public sealed class ErrorTests : IAsyncLifetime
{
    private ServedN17 _n17 = null!;

    public async Task InitializeAsync() => _n17 = await ServedN17.StartAsync();

    public async Task DisposeAsync() => await _n17.DisposeAsync();

    [Theory]
    [InlineData("", "MANDATORY_QUERY_PARAM_MISSING", "pei")]
    [InlineData("PEI=imei-356938035643800", "MANDATORY_QUERY_PARAM_MISSING", "pei")]
    [InlineData("supi=imsi-001010123456789", "MANDATORY_QUERY_PARAM_MISSING", "pei")]
    [InlineData("pei", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-35693803564380", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-3569380356438007", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-35693803564380X", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-35693803564380%D9%A3", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imeisv-356938035643800", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imeisv-35693803564380077", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=mac-00-00-5e-00-53", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=mac-00-00-5e-00-53-0g", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=mac-00:00:5e:00:53:00", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=eui-00-00-5e-00-53-00", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-356938035643800&pei=imei-356938035643800", "MANDATORY_QUERY_PARAM_INCORRECT", "pei")]
    [InlineData("pei=imei-356938035643800&supi=", "OPTIONAL_QUERY_PARAM_INCORRECT", "supi")]
    [InlineData("pei=imei-356938035643800&supi=imsi-0010", "OPTIONAL_QUERY_PARAM_INCORRECT", "supi")]
    [InlineData("pei=imei-356938035643800&supi=imsi-0010101234567890", "OPTIONAL_QUERY_PARAM_INCORRECT", "supi")]
    [InlineData("pei=imei-356938035643800&supi=imsi-00101O123456789", "OPTIONAL_QUERY_PARAM_INCORRECT", "supi")]
    [InlineData("pei=imei-356938035643800&supi=imsi-001010123456789&supi=imsi-001010123456789", "OPTIONAL_QUERY_PARAM_INCORRECT", "supi")]
    [InlineData("pei=imei-356938035643800&gpsi=msisdn-1", "OPTIONAL_QUERY_PARAM_INCORRECT", "gpsi")]
    [InlineData("pei=imei-356938035643800&gpsi=msisdn-%2B491700000000", "OPTIONAL_QUERY_PARAM_INCORRECT", "gpsi")]
    [InlineData("pei=imei-356938035643800&gpsi=extid-nobody", "OPTIONAL_QUERY_PARAM_INCORRECT", "gpsi")]
    [InlineData("pei=imei-356938035643800&gpsi=a&gpsi=b", "OPTIONAL_QUERY_PARAM_INCORRECT", "gpsi")]
    [InlineData("pei=imei-356938035643800&supported-features=xyz", "OPTIONAL_QUERY_PARAM_INCORRECT", "supported-features")]
    [InlineData("pei=imei-356938035643800&supported-features=0&supported-features=0", "OPTIONAL_QUERY_PARAM_INCORRECT", "supported-features")]
    public async Task A_bad_parameter_is_400_and_named(string query, string cause, string param)
    {
        ServedN17.Answer answer = await _n17.CheckAsync(query);

        Assert.Equal((400, "application/problem+json", cause), (answer.Status, answer.Type, answer.Outcome));
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        System.Text.Json.JsonElement invalid = Assert.Single(answer.Json.GetProperty("invalidParams").EnumerateArray().ToArray());
        Assert.Equal(param, invalid.GetProperty("param").GetString());
        Assert.NotEmpty(invalid.GetProperty("reason").GetString()!);
        Assert.DoesNotContain("35693803", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/n5g-eir-eic/v1")]
    [InlineData("/n5g-eir-eic/v1/equipment-status/")]
    [InlineData("/n5g-eir-eic/v2/equipment-status?pei=imei-356938035643800")]
    public async Task An_unknown_path_is_404_without_the_cause_of_unknown_equipment(string path)
    {
        ServedN17.Answer answer = await _n17.SendAsync(HttpMethod.Get, path);

        Assert.Equal((404, "application/problem+json", "RESOURCE_URI_STRUCTURE_NOT_FOUND"), (answer.Status, answer.Type, answer.Outcome));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public async Task Another_method_is_405_with_what_is_allowed(string method)
    {
        ServedN17.Answer answer = await _n17.SendAsync(new HttpMethod(method), $"{ServedN17.Path}?pei=imei-356938035643800");

        Assert.Equal((405, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(["GET"], answer.Response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_long_URI_is_414_and_the_connection_serves_on()
    {
        foreach (int length in new[] { 5000, 9000, 20_000 })
        {
            ServedN17.Answer answer = await _n17.CheckAsync($"pei={new string('x', length)}");
            Assert.Equal((414, "application/problem+json"), (answer.Status, answer.Type));
        }

        Assert.Equal(404, (await _n17.CheckAsync($"pei={new string('x', 4000)}")).Status);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json, application/problem+json", true)]
    [InlineData("application/problem+json, application/json;q=0.5", true)]
    [InlineData("application/*", true)]
    [InlineData("*/*", true)]
    [InlineData("text/html, */*;q=0.1", true)]
    [InlineData("not a media type", true)]
    [InlineData("application/problem+json", false)]
    [InlineData("text/html", false)]
    [InlineData("application/json;q=0, */*", false)]
    public async Task An_Accept_that_rules_out_JSON_is_406(string accept, bool taken)
    {
        ServedN17.Answer answer = await _n17.CheckAsync("pei=imei-356938035643800", ("Accept", accept));

        Assert.Equal((taken ? 404 : 406, "application/problem+json"), (answer.Status, answer.Type));
    }

    [Fact]
    public async Task Headers_of_the_service_based_architecture_are_tolerated()
    {
        ServedN17.Answer answer = await _n17.CheckAsync(
            "pei=imei-356938035643800",
            ("3gpp-Sbi-Message-Priority", "1"),
            ("3gpp-Sbi-Max-Rsp-Time", "1000"),
            ("3gpp-Sbi-Sender-Timestamp", "Mon, 01 Jun 2026 12:00:00.000 GMT"),
            ("3gpp-Sbi-Correlation-Info", "imsi-001010123456789"),
            ("3gpp-Sbi-Target-apiRoot", "http://127.0.0.1"));

        Assert.Equal("ERROR_EQUIPMENT_UNKNOWN", answer.Outcome);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_a_system_failure_or_what_the_policy_says()
    {
        await _n17.Store.DisposeAsync();

        ServedN17.Answer answer = await _n17.CheckAsync("pei=imei-356938035643800");

        Assert.Equal((500, "application/problem+json", "SYSTEM_FAILURE"), (answer.Status, answer.Type, answer.Outcome));
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_holds_an_identity_however_much_is_logged()
    {
        using Recorder recorder = new();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(recorder));
        await using ServedN17 n17 = await ServedN17.StartAsync(loggers: loggers);

        _ = await n17.CheckAsync("pei=imei-356938035643800&supi=imsi-001010123456789");
        _ = await n17.CheckAsync("pei=imei-3569380356438001&supi=imsi-001010123456789");
        _ = await n17.SendAsync(HttpMethod.Post, $"{ServedN17.Path}?pei=imei-356938035643800&supi=imsi-001010123456789");
        await n17.Store.DisposeAsync();
        _ = await n17.CheckAsync("pei=imei-356938035643800&supi=imsi-001010123456789");

        Assert.NotEmpty(recorder.Lines);
        Assert.All(recorder.Lines, line => Assert.DoesNotContain("35693803", line, StringComparison.Ordinal));
        Assert.All(recorder.Lines, line => Assert.DoesNotContain("0101012345", line, StringComparison.Ordinal));
    }

    private sealed class Recorder : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
