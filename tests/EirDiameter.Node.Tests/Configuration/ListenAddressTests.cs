using System.Net;
using EirDiameter.Node.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:3868", "127.0.0.1", 3868)]
    [InlineData("TCP://127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("tcp://127.0.0.1", "127.0.0.1", 3868)]
    [InlineData("tcp://localhost:4000", "127.0.0.1", 4000)]
    [InlineData("tcp://[::1]:3868", "::1", 3868)]
    [InlineData("tcp://[2001:db8::10]", "2001:db8::10", 3868)]
    [InlineData("tcp://0.0.0.0:3868/", "0.0.0.0", 3868)]
    public void An_address_is_read(string text, string address, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? parsed, out _));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), parsed.EndPoint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:3868")]
    [InlineData("tcp://")]
    [InlineData("tcp://:3868")]
    [InlineData("tcp://127.0.0.1:")]
    [InlineData("tcp://127.0.0.1:-1")]
    [InlineData("tcp://127.0.0.1:65536")]
    [InlineData("tls://127.0.0.1:5868")]
    public void Anything_else_is_refused_with_what_was_expected(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string? error));
        Assert.NotEmpty(error);
    }
}
