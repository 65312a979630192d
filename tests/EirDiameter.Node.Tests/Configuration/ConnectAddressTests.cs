using EirDiameter.Node.Configuration;
using EirDiameter.Peers.Dialling;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class ConnectAddressTests
{
    [Theory]
    [InlineData("tcp://192.0.2.1:3868", "tcp://192.0.2.1:3868")]
    [InlineData("TCP://192.0.2.1", "tcp://192.0.2.1:3868")]
    [InlineData("tcp://[2001:db8::1]:4000", "tcp://[2001:db8::1]:4000")]
    [InlineData("tcp://dra01.example.org", "tcp://dra01.example.org:3868")]
    [InlineData("tls://dra01.example.org", "tls://dra01.example.org:5868")]
    [InlineData("tcp://dra.münchen.example", "tcp://dra.xn--mnchen-3ya.example:3868")]
    public void An_address_is_read(string text, string written)
    {
        Assert.True(ConnectAddress.TryParse(text, out DialAddress? address, out _));
        Assert.Equal(written, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("dra01.example.org:3868")]
    [InlineData("udp://dra01.example.org")]
    [InlineData("tcp://")]
    [InlineData("tcp://:3868")]
    [InlineData("tcp://dra01.example.org:0")]
    [InlineData("tcp://dra01.example.org:x")]
    [InlineData("tcp://dra 01.example.org")]
    [InlineData("tcp://192.0.2.1,192.0.2.2")]
    public void Anything_else_is_refused_with_what_was_expected(string text)
    {
        Assert.False(ConnectAddress.TryParse(text, out _, out string? error));
        Assert.StartsWith($"'{text}': expected", error, StringComparison.Ordinal);
    }
}
