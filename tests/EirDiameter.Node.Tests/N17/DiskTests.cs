using System.Globalization;
using System.Text;
using EirDiameter.Equipment;
using EirDiameter.Node.N17;
using EirDiameter.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>A store that does not fit into memory: answers wait for the disk, and too many are turned away.</summary>
public sealed class DiskTests : IAsyncLifetime
{
    private ServedN17 _n17 = null!;

    public async Task InitializeAsync()
    {
        _n17 = await ServedN17.StartAsync(memoryMiB: 1);
        StringBuilder list = new("equipment,list\n");
        for (int i = 0; i < 100_000; i++) list.Append(CultureInfo.InvariantCulture, $"{i:D14},black\n");
        using MemoryStream file = new(Encoding.UTF8.GetBytes(list.ToString()));
        _ = await _n17.Store.ImportAsync("national", file, new ImportOptions { Name = "list.csv", Snapshot = true });
        using StoreReader reader = _n17.Store.Rent();
        FoundListings found = default;
        Assert.False(reader.TryFind(new EquipmentKey(0), Imsi.None, ref found));
    }

    public async Task DisposeAsync() => await _n17.DisposeAsync();

    [Fact]
    public async Task What_lies_on_disk_is_answered_too()
    {
        ServedN17.Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => _n17.CheckAsync($"pei=imei-{i:D14}0")));

        Assert.All(answers, answer => Assert.Equal("BLACKLISTED", answer.Outcome));
        Assert.Equal(500, _n17.Seen.Count);
        Assert.Contains("eir_check_duration_seconds_count 500\n", await _n17.Metrics.TextAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_too_many_wait_the_rest_is_told_to_come_back()
    {
        await using N17Application application = new(_n17.Store, _n17.Policy, null, _n17.Metrics, _n17.Time, NullLogger.Instance, mostWaiting: 1);
        List<(HttpContext Context, Task Answered)> asked = [];
        for (int i = 0; i < 5000; i++)
        {
            DefaultHttpContext context = new();
            context.Request.QueryString = new QueryString($"?pei=imei-{i:D14}0");
            asked.Add((context, application.AnswerAsync(context)));
        }

        await Task.WhenAll(asked.Select(one => one.Answered));
        HttpResponse[] turnedAway = [.. asked.Select(one => one.Context.Response).Where(response => response.StatusCode == 503)];
        Assert.NotEmpty(turnedAway);
        Assert.All(turnedAway, response => Assert.Equal(("1", "application/problem+json"), (response.Headers.RetryAfter.ToString(), response.ContentType)));
        Assert.Equal(5000 - turnedAway.Length, asked.Count(one => one.Context.Response.StatusCode == 200));
        string text = await _n17.Metrics.TextAsync(CancellationToken.None);
        Assert.Contains($"eir_dropped_records_total{{channel=\"disk-reads\"}} {turnedAway.Length}\n", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), line => line.Contains("storeUnavailable", StringComparison.Ordinal) && line.EndsWith($" {turnedAway.Length}", StringComparison.Ordinal));
    }
}
