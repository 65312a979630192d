using EirDiameter.Node.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class NodeConfigurationTests
{
    [Fact]
    public void Nothing_configured_is_a_node_for_this_machine_alone()
    {
        NodeOptions options = Bind();

        Assert.Equal(["tcp://127.0.0.1:3868"], options.Diameter.Listen);
        Assert.Equal("Loopback", options.Diameter.UnknownPeers);
        Assert.Equal("http://127.0.0.1:8080", options.Admin.Url);
        Assert.Empty(options.Admin.Keys);
    }

    [Theory]
    [InlineData("Diameter:OriginHost", "no dots", "Diameter:OriginHost: expected a fully qualified domain name")]
    [InlineData("Diameter:OriginHost", "eir", "Diameter:OriginHost: expected a fully qualified domain name")]
    [InlineData("Diameter:OriginRealm", "réseau..example", "Diameter:OriginRealm: expected")]
    [InlineData("Diameter:Listen:0", "udp://127.0.0.1:3868", "Diameter:Listen:0: 'udp://127.0.0.1:3868': expected tcp://HOST:PORT")]
    [InlineData("Diameter:Listen:0", "sctp://127.0.0.1,[::1]:3868", "Diameter:Listen:0: 'sctp://127.0.0.1,[::1]:3868': expected addresses of one family")]
    [InlineData("Diameter:Listen:0", "tcp://127.0.0.1:99999", "Diameter:Listen:0: 'tcp://127.0.0.1:99999': expected a port")]
    [InlineData("Diameter:Listen:0", "tcp://example.org:3868", "Diameter:Listen:0: 'tcp://example.org:3868': expected an IP address")]
    [InlineData("Diameter:WatchdogSeconds", "5", "Diameter:WatchdogSeconds: expected a number from 6 to 3600, not 5")]
    [InlineData("Diameter:UnknownPeers", "Maybe", "Diameter:UnknownPeers: expected Refuse, Loopback, Accept, not 'Maybe'")]
    [InlineData("Diameter:BusyResult", "2001", "Diameter:BusyResult: expected 3004 or 5012, not 2001")]
    [InlineData("Diameter:Peers:0:Host", "mme", "Diameter:Peers:0:Host: expected a fully qualified domain name")]
    [InlineData("Diameter:Peers:0:Connect", "mme:3868", "Diameter:Peers:0:Connect: 'mme:3868': expected tcp://HOST:PORT")]
    [InlineData("Diameter:DialSeconds", "0", "Diameter:DialSeconds: expected a number from 1 to 86400, not 0")]
    [InlineData("Store:Path", " ", "Store:Path: expected a directory")]
    [InlineData("Store:MemoryMiB", "-1", "Store:MemoryMiB: expected a number from 0")]
    [InlineData("Push", "ceir", "Push: expected an array of objects, not 'ceir'")]
    [InlineData("Lists", "lists.csv", "Lists: expected an array of objects, not 'lists.csv'")]
    [InlineData("Lists:0:Feed", "unheard-of", "Lists:0:Feed: expected one of global, national, operator, local")]
    [InlineData("Feeds:0:Name", "With Space", "Feeds:0:Name: expected 1 to 32 lower-case letters")]
    [InlineData("Admin:Url", "ftp://127.0.0.1", "Admin:Url: expected http://ADDRESS:PORT")]
    [InlineData("Admin:Url", "http://0.0.0.0:8080", "Admin:Keys: expected at least one key, because Admin:Url is http://0.0.0.0:8080")]
    [InlineData("Admin:Url", "http://[::]:8080", "Admin:Keys: expected at least one key")]
    [InlineData("Admin:Url", "http://192.0.2.1:8080", "Admin:Keys: expected at least one key")]
    [InlineData("Admin:Keys:0", "short", "Admin:Keys:0: expected 16 or more visible ASCII characters")]
    [InlineData("N17:Url", "ftp://127.0.0.1:7777", "N17:Url: expected http://ADDRESS:PORT or https://ADDRESS:PORT")]
    [InlineData("Policy:Preset", "Whatever", "Policy:Preset")]
    [InlineData("Diameter:OriginHots", "eir.example.org", "Diameter: ")]
    [InlineData("Diameter:WatchdogSeconds", "soon", "Diameter: ")]
    public void A_bad_value_is_refused_with_its_key_and_what_was_expected(string key, string value, string expected)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Bind((key, value)));

        Assert.Contains(refused.Errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistyped_section_of_a_file_is_named()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "$schema": "x", "Dimaeter": { "OriginHost": "eir.example.org" } }""");
            ConfigurationException refused = Assert.Throws<ConfigurationException>(() => NodeConfiguration.Read(["--config", file]));

            Assert.StartsWith("Dimaeter: ", Assert.Single(refused.Errors), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_mistyped_key_is_named()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => Bind(("Diameter:OriginHots", "eir.example.org")));

        Assert.Contains("OriginHots", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_is_reported_not_the_first_alone()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(
            () => Bind(("Diameter:OriginHost", "x"), ("Diameter:WatchdogSeconds", "1"), ("Store:Path", "")));

        Assert.Equal(3, refused.Errors.Count);
    }

    [Fact]
    public void With_a_key_the_admin_address_may_be_any()
    {
        NodeOptions options = Bind(("Admin:Url", "http://0.0.0.0:8080"), ("Admin:Keys:0", "0123456789abcdef"));

        Assert.Equal("http://0.0.0.0:8080", options.Admin.Url);
    }

    [Fact]
    public void The_same_peer_twice_is_refused_whatever_its_case()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(
            () => Bind(("Diameter:Peers:0:Host", "mme.example.org"), ("Diameter:Peers:1:Host", "MME.example.org")));

        Assert.Contains("Diameter:Peers:1:Host: 'MME.example.org' stands twice", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Polcy:Preset", "AllowUnlessListed")]
    [InlineData("Diameter:OriginHost", "x.example.org")]
    [InlineData("-Diameter:OriginHost", "x.example.org")]
    public void An_argument_that_is_not_understood_is_refused(params string[] args)
    {
        Assert.Throws<ConfigurationException>(() => NodeConfiguration.Read(args));
    }

    [Fact]
    public void An_argument_without_its_value_is_refused()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => NodeConfiguration.Read(["--Store:Path"]));

        Assert.Contains("Store:Path: expected a value", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_that_is_not_there_is_refused()
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => NodeConfiguration.Read(["--config", "/nowhere/eir.json"]));

        Assert.Contains("/nowhere/eir.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_file_that_is_not_JSON_is_refused_in_one_line()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{ \"Diameter\": ");
            ConfigurationException refused = Assert.Throws<ConfigurationException>(() => NodeConfiguration.Read(["--config", file]));

            Assert.DoesNotContain('\n', Assert.Single(refused.Errors));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--config", "FILE")]
    [InlineData("--config=FILE")]
    public void The_configuration_file_is_given_either_way(params string[] args)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "Store": { "Path": "from-file" } }""");
            string[] given = [.. args.Select(arg => arg.Replace("FILE", file, StringComparison.Ordinal))];

            Assert.Equal("from-file", NodeConfiguration.Bind(NodeConfiguration.Read(given)).Store.Path);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{ "Store": { "Path": "from-file" } }""");
            NodeOptions options = NodeConfiguration.Bind(NodeConfiguration.Read(["--config", file, "--Store:Path", "from-arguments"]));

            Assert.Equal("from-arguments", options.Store.Path);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static NodeOptions Bind(params (string Key, string Value)[] values) =>
        NodeConfiguration.Bind(new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
