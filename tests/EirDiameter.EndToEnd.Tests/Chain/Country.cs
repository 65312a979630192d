using System.Net.Http.Headers;
using System.Text;
using EirDiameter.EndToEnd.Tests.Support;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>
/// A country with its phones: a registry, a manufacturer of one model, the country's administration, and an operator whose node follows the
/// global feed and that of the country.
/// </summary>
internal sealed class Country : IAsyncDisposable
{
    public const string Tac = "35209900";

    private const string PushKey = "the-key-of-the-ceir";

    private readonly TemporaryFolder _folder = new();
    private string _manufacturer = "";
    private string _administration = "";
    private string _operator = "";

    /// <summary>The registry's database, keys and feeds.</summary>
    public RegistrySite Site { get; private set; } = null!;

    /// <summary>The registry that runs now.</summary>
    public RegistryProcess Registry { get; private set; } = null!;

    /// <summary>The node that runs now.</summary>
    public EirNode Node { get; private set; } = null!;

    /// <summary>A phone of the model.</summary>
    public static string Phone(int serial) => $"{Tac}{serial:000000}";

    /// <summary>Starts all of it: participants, TAC database, and a node that follows.</summary>
    public static async Task<Country> FoundAsync(string database)
    {
        Country country = new();
        try
        {
            country.Site = await RegistrySite.CreateAsync(country._folder, database);
            await country.StartRegistryAsync();
            await country.AdmitAsync();
            await country.StartNodeAsync();
            return country;
        }
        catch
        {
            await country.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes every second.</summary>
    public async Task StartRegistryAsync() => Registry = await Site.StartAsync(["--Registry:Publish:IntervalSeconds", "1"]);

    /// <summary>Looks at the feeds every second.</summary>
    /// <param name="notProduced">What MMEs are told of equipment that was never made.</param>
    public async Task StartNodeAsync(string notProduced = "grey")
    {
        string key = _folder.File("feeds.pub.pem");
        string[] settings =
        [
            .. Follow.EverySecond($"{Registry.Url}feeds/global/", key),
            .. Follow.EverySecond($"{Registry.Url}feeds/pk/", key, "pk", number: 1),
            "--Feeds:1:Key", _operator,
            "--Push:0:Feed", "ceir",
            "--Push:0:Key", PushKey,
            "--Policy:NotProduced", notProduced,
        ];
        Node = await EirNode.StartAsync(_folder.File("store"), settings);
    }

    public Task KillRegistryAsync() => Registry.Process.KillAsync();

    public Task KillNodeAsync() => Node.Process.KillAsync();

    /// <summary>The manufacturer says that these serial numbers, and no others, were made.</summary>
    public async Task DeclareAllMadeAsync(string from, string to)
    {
        using RegistryApi manufacturer = Registry.As(_manufacturer);
        await manufacturer.PostAsync("/v1/production", new { tac = Tac, complete = true, ranges = new[] { new { from, to } } });
    }

    /// <summary>The administration reports a phone.</summary>
    /// <returns>The id of the report.</returns>
    public async Task<string> ReportAsync(string type, string phone)
    {
        using RegistryApi administration = Registry.As(_administration);
        return await administration.ReportAsync(type, phone);
    }

    /// <summary>The administration takes back what it reported.</summary>
    public async Task WithdrawAsync(string report)
    {
        using RegistryApi administration = Registry.As(_administration);
        await administration.DeleteAsync($"/v1/reports/{report}");
    }

    /// <summary>The country's own central register pushes a record to the node.</summary>
    public async Task PushAsync(string phone)
    {
        using HttpClient register = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", PushKey) } };
        using StringContent record = new($$"""{"operation":"ADD","listType":"BLOCKED_LIST","imei":"{{phone}}"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await register.PostAsync(new Uri(Node.AdminUrl, "v1/push/ceir"), record);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null) await Node.DisposeAsync();
        if (Registry is not null) await Registry.DisposeAsync();
        _folder.Dispose();
    }

    private async Task AdmitAsync()
    {
        _manufacturer = await Registry.Registrar.JoinAsync("Acme", "manufacturer", null, "Acme Mobile");
        _operator = await Registry.Registrar.JoinAsync("Karachi Telecom", "operator", "pk");
        string added = await Site.RunAsync("participants", "add", "Pakistan", "--role", "administration", "--country", "pk");
        _administration = added.Split('\n').Single(line => line.StartsWith("key ", StringComparison.Ordinal)).Split(' ')[^1];
        string tacs = $"TAC|Manufacturer|Model_Name|Bands|Allocation_Date|Device_Type\n{Tac}|Acme Mobile|A1|LTE|05-Mar-2019|Smartphone\n";
        await Registry.Registrar.SendAsync("/v1/allocations/imports?name=tacs.txt", tacs, "text/plain");

        // The same key by both ways.
        string key = await Registry.PublicKeyAsync();
        if (key.Trim() != (await Site.RunAsync("feed-key")).Trim()) throw new InvalidOperationException("the feeds have two public keys");
        await File.WriteAllTextAsync(_folder.File("feeds.pub.pem"), key);
    }
}
