using EirDiameter.Node.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class N17RulesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:7777")]
    [InlineData("http://[::]:7777")]
    [InlineData("http://localhost:7777/")]
    public void Good_addresses_are_taken(string? url) => Assert.Empty(Errors(new N17Options { Url = url }));

    [Theory]
    [InlineData("127.0.0.1:7777", "N17:Url: expected http://ADDRESS:PORT or https://ADDRESS:PORT")]
    [InlineData("http://eir.example.org:7777", "N17:Url: expected http://ADDRESS:PORT")]
    [InlineData("http://127.0.0.1:7777/root", "N17:Url: expected nothing behind the port")]
    [InlineData("http://localhost:0", "N17:Url: expected 127.0.0.1 or [::1] with port 0")]
    [InlineData("https://127.0.0.1:7777", "N17:Certificate: expected a PEM file")]
    public void A_bad_address_is_refused(string url, string expected) =>
        Assert.Contains(Errors(new N17Options { Url = url }), error => error.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Certificates_go_with_https_and_must_be_there()
    {
        N17Options tls = new() { Url = "https://127.0.0.1:7777", Certificate = "/nowhere/node.pem", Key = "/nowhere/node.key", Trust = "/nowhere/ca.pem" };

        Assert.Equal(
            ["N17:Certificate: there is no file '/nowhere/node.pem'", "N17:Key: there is no file '/nowhere/node.key'", "N17:Trust: there is no file '/nowhere/ca.pem'"],
            Errors(tls));
        Assert.All(Errors(tls with { Url = "http://127.0.0.1:7777" }), error => Assert.Contains("expected with an https:// N17:Url only", error, StringComparison.Ordinal));
        Assert.Equal(2, Errors(new N17Options { Url = "https://127.0.0.1:7777" }).Count);
    }

    [Fact]
    public void Tokens_need_one_source_of_keys()
    {
        Assert.Equal(["N17:OAuth2: expected one of KeyFile, JwksFile and JwksUrl"], Errors(Good with { OAuth2 = new N17OAuth2Section() }));
        Assert.Equal(2, Errors(Good with { OAuth2 = new N17OAuth2Section { KeyFile = "/nowhere", JwksUrl = "http://nrf.example.org/jwks" } }).Count);
        Assert.Equal(["N17:OAuth2:JwksUrl: expected an http:// or https:// address, not 'nrf'"], Errors(Good with { OAuth2 = new N17OAuth2Section { JwksUrl = "nrf" } }));
        Assert.Equal(["N17:OAuth2:JwksFile: there is no file '/nowhere'"], Errors(Good with { OAuth2 = new N17OAuth2Section { JwksFile = "/nowhere" } }));
    }

    [Fact]
    public void A_registration_needs_an_instance_and_an_address()
    {
        N17NrfSection nrf = new() { Url = "http://127.0.0.1:8000" };
        Assert.Empty(Errors(Good with { InstanceId = "7c2e1bb4-3a1d-4d0e-9b55-0e1f6f1b7a10", Nrf = nrf }));
        List<string> errors = Errors(new N17Options
        {
            Url = "http://[::]:7777",
            InstanceId = null,
            Nrf = new N17NrfSection { Url = "nrf", Plmns = ["1"], Priority = -1, Capacity = 70_000, HeartBeatSeconds = 0 },
        });

        string[] keys = ["N17:Nrf:Url", "N17:InstanceId", "N17:Nrf:Address", "N17:Nrf:Plmns:0", "N17:Nrf:Priority", "N17:Nrf:Capacity", "N17:Nrf:HeartBeatSeconds"];
        Assert.Equal(keys, errors.Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.StartsWith("N17:InstanceId: expected a UUID", Assert.Single(Errors(Good with { InstanceId = "eir" })), StringComparison.Ordinal);
        Assert.StartsWith("N17:Nrf:Address: ", Assert.Single(Errors(Good with { InstanceId = "7c2e1bb4-3a1d-4d0e-9b55-0e1f6f1b7a10", Nrf = nrf with { Address = "a b" } })), StringComparison.Ordinal);
    }

    private static N17Options Good => new() { Url = "http://127.0.0.1:7777" };

    private static List<string> Errors(N17Options options)
    {
        List<string> errors = [];
        N17Rules.Validate(options, errors);
        return errors;
    }
}
