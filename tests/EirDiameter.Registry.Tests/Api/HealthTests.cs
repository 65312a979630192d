
namespace EirDiameter.Registry.Tests;

/// <summary>Meters are the process's own: others that serve meanwhile would be counted too.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class HealthTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Ready_means_that_the_database_answers(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        using HttpClient anybody = registry.Client(null);
        Assert.Equal("live\n", await anybody.GetStringAsync("/healthz/live"));
        Assert.Equal("ready\n", await anybody.GetStringAsync("/healthz/ready"));
        await using (System.Data.Common.DbConnection connection = await registry.Database.OpenAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "ALTER TABLE ledger_head RENAME TO gone");
        await anybody.GetAsync("/healthz/ready").RefusedAsync(503);
        Assert.Equal("live\n", await anybody.GetStringAsync("/healthz/live"));
        await using (System.Data.Common.DbConnection connection = await registry.Database.OpenAsync())
            await Dapper.SqlMapper.ExecuteAsync(connection, "ALTER TABLE gone RENAME TO ledger_head");
        Assert.Equal("ready\n", await anybody.GetStringAsync("/healthz/ready"));
    }

    [Fact]
    public async Task Requests_are_counted_by_endpoint_and_status_and_the_ledger_is_shown()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await registry.JoinAsync("Operator", Role.Operator);
        await registry.Registrar.GetAsync("/v1/participants/77").RefusedAsync(404);
        await registry.Client(null).GetAsync("/v1/participants/78").RefusedAsync(401);
        string text = await registry.Client(null).GetStringAsync("/metrics");
        Assert.Contains("registry_ledger_sequence 1\n", text, StringComparison.Ordinal);
        Assert.Contains("registry_requests_total{endpoint=\"/v1/participants\",method=\"POST\",status=\"201\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("registry_requests_total{endpoint=\"/v1/participants/{id:long}\",method=\"GET\",status=\"404\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("registry_requests_total{endpoint=\"/v1/participants/{id:long}\",method=\"GET\",status=\"401\"} 1\n", text, StringComparison.Ordinal);
    }
}
