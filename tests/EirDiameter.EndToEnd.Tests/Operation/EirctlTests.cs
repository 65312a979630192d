using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Operation;

/// <summary>An operator's day with <c>eirctl</c>, and what MMEs are told after each command.</summary>
public sealed class EirctlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_added_imported_explained_exported_and_removed_is_what_MMEs_are_told()
    {
        await using EirNode node = await EirNode.StartAsync(_folder.File("store"));

        await RunAsync(node, 0, "add", "35693803564380", "--list", "black", "--reason", "stolen");
        Assert.Equal("black", await node.CheckAsync("356938035643809"));
        Assert.Contains("black", await RunAsync(node, 0, "check", "356938035643809"), StringComparison.Ordinal);
        Assert.Contains("stolen", await RunAsync(node, 0, "explain", "35693803564380"), StringComparison.Ordinal);

        string list = _folder.Write("national.csv", ["equipment,list,reason", "49015420323751,grey,watched", "not equipment,black,", "86012345678901,black,counterfeit"]);
        string report = await RunAsync(node, 0, "import", list, "--feed", "national", "--json");
        Assert.Contains("\"rejected\":1", report.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("grey", await node.CheckAsync("49015420323751"));

        string exported = await RunAsync(node, 0, "export", "--feed", "national");
        Assert.Contains("86012345678901,black,counterfeit", exported, StringComparison.Ordinal);
        await RunAsync(node, 0, "import", _folder.Write("exported.csv", [exported.Trim()]), "--feed", "operator");
        Assert.Equal(await node.Admin.ExportAsync("national"), await node.Admin.ExportAsync("operator"));

        await RunAsync(node, 0, "remove", "35693803564380");
        Assert.Equal("unknown", await node.CheckAsync("35693803564380"));
        await RunAsync(node, 1, "remove", "35693803564380");
        await RunAsync(node, 2, "add", "35693803564380");
        Assert.Contains("national", await RunAsync(node, 0, "feeds"), StringComparison.Ordinal);
        Assert.Contains("ready", await RunAsync(node, 0, "status"), StringComparison.Ordinal);
        Assert.Contains("eir_listings{", await RunAsync(node, 0, "metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_asked_for_where_one_is_configured()
    {
        const string Key = "an-operators-own-key";
        await using EirNode node = await EirNode.StartAsync(_folder.File("store"), ["--Admin:Keys:0", Key]);

        await RunAsync(node, 1, "add", "35693803564380", "--list", "black");
        await RunAsync(node, 1, "add", "35693803564380", "--list", "black", "--key", "another-operators-key");
        Assert.Equal("unknown", await node.CheckAsync("35693803564380"));
        await RunAsync(node, 0, "add", "35693803564380", "--list", "black", "--key", Key);
        Assert.Equal("black", await node.CheckAsync("35693803564380"));
    }

    private static async Task<string> RunAsync(EirNode node, int exitCode, params string[] arguments)
    {
        (int actual, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(
            "dotnet",
            [Repository.Eirctl, .. arguments],
            TimeSpan.FromSeconds(60),
            environment: new Dictionary<string, string> { ["EIRCTL_URL"] = node.AdminUrl.ToString().TrimEnd('/') });
        string text = string.Join('\n', output);
        Assert.True(actual == exitCode, $"eirctl {string.Join(' ', arguments)} ended with {actual}\n{text}\n{string.Join('\n', errors)}");
        return text;
    }
}
