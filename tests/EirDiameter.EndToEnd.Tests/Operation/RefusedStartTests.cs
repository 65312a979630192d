using EirDiameter.EndToEnd.Tests.Durability;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>What an operator sees when the node cannot start.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Diameter:OriginHost", "no spaces please")]
    [InlineData("Diameter:OriginRealm", "münchen..example.org")]
    [InlineData("Diameter:Listen:0", "127.0.0.1:3868")]
    [InlineData("Diameter:Listen:0", "tcp://127.0.0.1:99999")]
    [InlineData("Diameter:UnknownPeers", "Everybody")]
    [InlineData("Diameter:WatchdogSeconds", "5")]
    [InlineData("Diameter:WatchdogSeconds", "soon")]
    [InlineData("Policy:Preset", "Strict")]
    [InlineData("Store:MemoryMiB", "-1")]
    [InlineData("Admin:Url", "ftp://127.0.0.1:8080")]
    [InlineData("Admin:Url", "http://127.0.0.1:8080/api")]
    [InlineData("Admin:Url", "http://localhost:0")]
    [InlineData("Lists:0:Feed", "nobody")]
    [InlineData("Diameter:OriginHots", "eir.example.org")]
    public async Task A_bad_configuration_is_refused_in_one_line_that_names_the_key(string key, string value)
    {
        string[] settings = [$"--{key}", value];
        if (key.StartsWith("Lists:0", StringComparison.Ordinal)) settings = [.. settings, "--Lists:0:File", "list.csv"];

        // The key may be named whole, or by its section and name.
        RefusedStart.Expect(2, $"{key.Split(':')[0]}.*{key.Split(':')[1]}", await EirNode.RefusedStartAsync(_folder.File("store"), settings));
    }

    [Fact]
    public async Task An_API_that_others_can_reach_needs_a_key() =>
        RefusedStart.Expect(2, "Admin:Keys", await EirNode.RefusedStartAsync(_folder.File("store"), ["--Admin:Url", "http://0.0.0.0:0"]));

    [Fact]
    public async Task A_list_that_is_not_there_is_named() =>
        RefusedStart.Expect(2, "not-there.csv", await EirNode.RefusedStartAsync(_folder.File("store"), ["--Lists:0:File", _folder.File("not-there.csv")]));

    [Fact]
    public async Task A_store_in_use_is_refused_and_its_user_goes_on()
    {
        await using EirNode node = await EirNode.StartAsync(_folder.File("store"));
        await node.Admin.AddAsync("local", "35693803564380", "black");

        RefusedStart.Expect(1, "(?i)store.*(use|lock)", await EirNode.RefusedStartAsync(_folder.File("store")));

        Assert.Equal("black", await node.CheckAsync("35693803564380"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused()
    {
        string folder = _folder.File("read-only");

        RefusedStart.Expect(1, "(?i)read-?only|written|write", await EirNode.RefusedStartAsync(Path.Combine(folder, "store"), through: SmallDisk.ReadOnlyAt(folder)));
    }

    [Theory]
    [InlineData("Diameter:Listen:0", "tcp://192.0.2.1:3868")]
    [InlineData("Admin:Url", "http://192.0.2.1:8080")]
    public async Task An_address_of_another_machine_is_refused_and_named(string key, string address) =>
        RefusedStart.Expect(1, "192.0.2.1", await EirNode.RefusedStartAsync(
            _folder.File("store"), [$"--{key}", address, "--Admin:Keys:0", "a-long-key-of-the-test"]));

    [Fact]
    public async Task A_kernel_without_SCTP_is_named_with_what_to_do()
    {
        string[] settings = ["--Diameter:Listen:0", "sctp://127.0.0.1:0", "--Diameter:Listen:1", "tcp://127.0.0.1:0"];
        if (File.ReadLines("/proc/net/protocols").Any(line => line.StartsWith("SCTP ", StringComparison.Ordinal)))
        {
            await using EirNode node = await EirNode.StartAsync(_folder.File("store"), settings);
            return;
        }

        RefusedStart.Expect(1, "sctp://127.0.0.1:0.*modprobe sctp", await EirNode.RefusedStartAsync(_folder.File("store"), settings));
    }

    [Fact]
    public async Task A_port_in_use_is_refused_and_named()
    {
        await using EirNode node = await EirNode.StartAsync(_folder.File("store"));
        string address = $"tcp://127.0.0.1:{node.DiameterPort}";

        RefusedStart.Expect(1, $"{node.DiameterPort}", await EirNode.RefusedStartAsync(_folder.File("other"), ["--Diameter:Listen:0", address]));
    }
}
