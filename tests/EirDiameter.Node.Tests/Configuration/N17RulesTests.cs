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

    private static List<string> Errors(N17Options options)
    {
        List<string> errors = [];
        N17Rules.Validate(options, errors);
        return errors;
    }
}
