using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EirDiameter.Equipment;

namespace EirDiameter.Registry.Tests;

public sealed class AllocationTests
{
    private const string Short =
        """
        TAC|Manufacturer|Model_Name|Bands|Allocation_Date|Device_Type|Optional_Fields
        01234567|Acme|One|GSM 900|05-Mar-2019|Smartphone|x=1
        35209900|Acme Mobile|Two|LTE B1|1-Jan-2020|Smartphone|
        86012345|Other|Three|NR n78|Not Known|Modem|
        """;

    private const string Long =
        """
        TAC|Marketing Name|Internal Model Name|Manufacturer|Bands|Allocation Date|Country Code|Fixed Code|Manufacturer Code|Radio Interface|Brand Name|Model Name|Operating System|NFC|Bluetooth|WLAN|Device Type
        01234567|Phone One|A1|Acme|GSM 900|05-Mar-2019|GB|35|20990|GSM|Acme|One|None|N|Y|Y|Smartphone
        35209900|Phone Two|A2|Acme Mobile|LTE B1|01-Jan-2020|44|35|20990|LTE|Acme|Two|None|N|Y|Y|Smartphone
        """;

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Both_forms_of_the_file_are_read_by_the_names_of_their_columns(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        JsonElement report = await LoadAsync(registry, Short, "name=short.txt");
        Assert.Equal((3, 3, 0, 1), (Number(report, "accepted"), Number(report, "added"), Number(report, "rejected"), Number(report, "sequence")));
        JsonElement one = await GetAsync(registry, "01234567");
        Assert.Equal("allocated", one.GetProperty("state").GetString());
        JsonElement allocation = one.GetProperty("allocation");
        Assert.Equal(("01234567", "Acme", "One", "2019-03-05"), (Text(allocation, "tac"), Text(allocation, "manufacturer"), Text(allocation, "model"), Text(allocation, "allocated")));
        Assert.Equal("x=1", allocation.GetProperty("extras").GetProperty("Optional_Fields").GetString());
        Assert.False((await GetAsync(registry, "86012345")).GetProperty("allocation").TryGetProperty("allocated", out _));

        report = await LoadAsync(registry, "\uFEFF" + Long.Replace("\n", "\r\n", StringComparison.Ordinal), "force=true&why=other%20form");
        Assert.Equal((2, 0, 2, 1), (Number(report, "tacs"), Number(report, "added"), Number(report, "changed"), Number(report, "withdrawn")));
        allocation = (await GetAsync(registry, "01234567")).GetProperty("allocation");
        Assert.Equal(("Phone One", "One", "gb"), (Text(allocation, "marketingName"), Text(allocation, "model"), Text(allocation, "country")));
        Assert.Equal("A1", allocation.GetProperty("extras").GetProperty("Internal Model Name").GetString());
        allocation = (await GetAsync(registry, "35209900")).GetProperty("allocation");
        Assert.False(allocation.TryGetProperty("country", out _));
        Assert.Equal("44", allocation.GetProperty("extras").GetProperty("Country Code").GetString());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_load_takes_the_place_of_the_one_before_and_forgets_nothing(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { Allocations = new() { MinKeepPercent = 0 } });
        await LoadAsync(registry, Short);
        JsonElement report = await LoadAsync(registry, "TAC|Manufacturer\n01234567|Acme\n44000001|New\n");
        Assert.Equal((2, 3, 1, 1, 2, 0), (Number(report, "tacs"), Number(report, "before"), Number(report, "added"), Number(report, "changed"), Number(report, "withdrawn"), Number(report, "returned")));
        JsonElement gone = await GetAsync(registry, "86012345");
        Assert.Equal(("withdrawn", 2), (Text(gone, "state"), Number(gone.GetProperty("allocation"), "withdrawn")));

        report = await LoadAsync(registry, Short);
        Assert.Equal((3, 2, 0, 1, 1, 2), (Number(report, "tacs"), Number(report, "before"), Number(report, "added"), Number(report, "changed"), Number(report, "withdrawn"), Number(report, "returned")));
        Assert.Equal("allocated", Text(await GetAsync(registry, "86012345"), "state"));
        report = await LoadAsync(registry, Short);
        Assert.Equal((3, 0, 0, 0, 0), (Number(report, "tacs"), Number(report, "added"), Number(report, "changed"), Number(report, "withdrawn"), Number(report, "returned")));
        Assert.Equal(4, (await registry.Registrar.GetAsync("/v1/allocations/imports").DoneAsync()).GetArrayLength());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_file_that_is_much_smaller_is_refused_with_figures_unless_it_is_forced(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        await LoadAsync(registry, Many(100));
        string refused = await PostAsync(registry, Many(94)).RefusedAsync(422);
        Assert.Contains("94 TACs", refused, StringComparison.Ordinal);
        Assert.Contains("100", refused, StringComparison.Ordinal);
        Assert.Equal("allocated", Text(await GetAsync(registry, "35000099"), "state"));
        Assert.Contains("why", await PostAsync(registry, Many(94), "force=true").RefusedAsync(422), StringComparison.Ordinal);
        Assert.Equal(6, Number(await LoadAsync(registry, Many(94), "force=true&why=cleaned%20up"), "withdrawn"));
        await LoadAsync(registry, Many(90));
        Assert.Equal("withdrawn", Text(await GetAsync(registry, "35000099"), "state"));
    }

    [Theory]
    [InlineData("TAC|Manufacturer\n1234567|Acme\n", "spreadsheet")]
    [InlineData("TAC|Manufacturer\n3.52E+07|Acme\n", "spreadsheet")]
    [InlineData("TAC|Manufacturer\n35209900|Acme\n35209900|Other\n", "lines 2 and 3")]
    [InlineData("TAC|Model_Name\n35209900|One\n", "'Manufacturer'")]
    [InlineData("TAC,Manufacturer\n35209900,Acme\n", "'TAC'")]
    [InlineData("TAC|TAC|Manufacturer\n", "twice")]
    [InlineData("", "empty")]
    [InlineData("TAC|Manufacturer\n", "no line")]
    [InlineData("TAC|Manufacturer\nABCDEFGH|Acme\n", "no line")]
    [InlineData("TAC|Manufacturer\n35000001|Acme\n35000002|Acme\n35000003|Acme\n35000004|Acme\n", "begins with 0")]
    public async Task A_file_that_cannot_be_trusted_is_refused_whole(string file, string says)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        await LoadAsync(registry, Short);
        Assert.Contains(says, await PostAsync(registry, file).RefusedAsync(422), StringComparison.Ordinal);
        Assert.Equal("allocated", Text(await GetAsync(registry, "01234567"), "state"));
        Assert.Single((await registry.Registrar.GetAsync("/v1/allocations/imports").DoneAsync()).EnumerateArray());
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_line_that_cannot_be_used_is_told_and_what_was_known_of_its_tac_stands(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider, o => o with { Allocations = new() { MinKeepPercent = 0 } });
        await LoadAsync(registry, Short);
        JsonElement report = await LoadAsync(registry, "TAC|Manufacturer|Allocation_Date\n01234567|Acme|2019-03-05\n35209900||\n86012345|Other\nX|Y|\n44000001|New|\n44000001| New |\n");
        Assert.Equal((2, 1, 4), (Number(report, "accepted"), Number(report, "duplicates"), Number(report, "rejected")));
        Assert.Equal([2, 3, 4, 5], report.GetProperty("rejects").EnumerateArray().Select(r => Number(r, "line")));
        Assert.Equal((1, 0, 0), (Number(report, "added"), Number(report, "changed"), Number(report, "withdrawn")));
        Assert.Equal("allocated", Text(await GetAsync(registry, "86012345"), "state"));
    }

    [Fact]
    public async Task A_packed_file_is_read_as_it_is_and_a_cut_one_is_refused()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite");
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Many(5000)));
        byte[] octets = packed.ToArray();
        Assert.Contains("cut short", await registry.Registrar.PostAsync("/v1/allocations/imports", new ByteArrayContent(octets[..(octets.Length / 2)])).RefusedAsync(422), StringComparison.Ordinal);
        HttpResponseMessage response = await registry.Registrar.PostAsync("/v1/allocations/imports", new ByteArrayContent(octets));
        Assert.Contains("\"added\":5000", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Allocations_are_listed_by_make_without_case_page_by_page(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        await LoadAsync(registry, Short.Replace("Acme Mobile", "ACME", StringComparison.Ordinal));
        JsonElement page = await registry.Registrar.GetAsync("/v1/allocations?make=acme&limit=1").DoneAsync();
        Assert.Equal(("01234567", "01234567"), (Text(page.GetProperty("allocations")[0], "tac"), Text(page, "next")));
        page = await registry.Registrar.GetAsync("/v1/allocations?make=acme&limit=1&after=01234567").DoneAsync();
        Assert.Equal("35209900", Text(page.GetProperty("allocations")[0], "tac"));
        Assert.False(page.TryGetProperty("next", out _));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task An_unknown_tac_is_denied_only_by_a_database_that_would_have_it(string provider)
    {
        await using TestRegistry registry = await TestRegistry.StartAsync(provider);
        AllocationStatus status = new(registry.Database, new AllocationsOptions(), registry.Data.Time);
        Assert.Equal(TacState.TooNewToTell, await StateAsync("35999999"));
        Assert.Equal(TacState.Test, await StateAsync("00100100"));
        await LoadAsync(registry, Short);
        DateTimeOffset loaded = registry.Data.Time.GetUtcNow();

        // Equipment about for 20 days when the load was made: body 35 would have had its TAC in it.
        Assert.Equal(TacState.NotAllocated, await StateAsync("35999999", loaded.AddDays(-20)));
        Assert.Equal(TacState.TooNewToTell, await StateAsync("35999999", loaded.AddDays(-20).AddSeconds(1)));
        Assert.Equal(TacState.TooNewToTell, await StateAsync("35999999", loaded));
        Assert.Equal(TacState.NotAllocated, await StateAsync("86999999", loaded.AddDays(-19)));
        Assert.Equal(TacState.TooNewToTell, await StateAsync("99999999", loaded.AddDays(-68)));
        Assert.Equal(TacState.NotAllocated, await StateAsync("99999999", loaded.AddDays(-69)));

        // A body without a figure of its own has the highest.
        Assert.Equal(TacState.TooNewToTell, await StateAsync("77999999", loaded.AddDays(-68)));
        Assert.Equal(TacState.Allocated, await StateAsync("01234567", loaded));
        Assert.Equal(TacState.NotAllocated, await StateAsync("35999999"));
        registry.Data.Time.Advance(TimeSpan.FromDays(21));
        Assert.Equal(TacState.TooNewToTell, await StateAsync("35999999"));
        Assert.Equal(TacState.TooNewToTell, await StateAsync("35999999", loaded.AddDays(-19)));

        async Task<TacState> StateAsync(string text, DateTimeOffset? seen = null)
        {
            Assert.True(Tac.TryParse(text, out Tac tac));
            await using System.Data.Common.DbConnection connection = await registry.Database.OpenAsync();
            return (await status.OfAsync(connection, null, tac)).State(seen);
        }
    }

    [Fact]
    public async Task The_bodies_are_told_with_their_lags()
    {
        await using TestRegistry registry = await TestRegistry.StartAsync("Sqlite", o => o with { Allocations = new() { LagDays = new Dictionary<string, int> { ["35"] = 7 } } });
        JsonElement bodies = await registry.Registrar.GetAsync("/v1/allocations/bodies").DoneAsync();
        JsonElement babt = bodies.EnumerateArray().Single(b => Text(b, "identifier") == "35");
        Assert.Equal((true, 7), (babt.GetProperty("allocates").GetBoolean(), Number(babt, "lagDays")));
        Assert.False(bodies.EnumerateArray().Single(b => Text(b, "identifier") == "44").GetProperty("allocates").GetBoolean());
    }

    private static string Many(int count) =>
        "TAC|Manufacturer|Model_Name\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{35000000 + i}|Acme|Model {i}\n"));

    private static async Task<HttpResponseMessage> PostAsync(TestRegistry registry, string file, string query = "") =>
        await registry.Registrar.PostAsync($"/v1/allocations/imports?{query}", new StringContent(file));

    private static async Task<JsonElement> LoadAsync(TestRegistry registry, string file, string query = "")
    {
        HttpResponseMessage response = await PostAsync(registry, file, query);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text.Trim().Split('\n')[^1]).RootElement.GetProperty("report");
    }

    private static Task<JsonElement> GetAsync(TestRegistry registry, string tac) => registry.Registrar.GetAsync($"/v1/allocations/{tac}").DoneAsync();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
