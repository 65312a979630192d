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
    [InlineData("tls://127.0.0.1", "tls", "tls://127.0.0.1:5868")]
    [InlineData("TLS://[::1]:5000", "tls", "tls://[::1]:5000")]
    [InlineData("sctp://192.0.2.1,192.0.2.2", "sctp", "sctp://192.0.2.1,192.0.2.2:3868")]
    [InlineData("sctp://[2001:db8::1],[2001:db8::2]:4000", "sctp", "sctp://[2001:db8::1],[2001:db8::2]:4000")]
    public void The_transport_and_each_address_are_read(string text, string scheme, string written)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? parsed, out _));
        Assert.Equal(scheme, parsed.Scheme);
        Assert.Equal(written, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:3868")]
    [InlineData("tcp://")]
    [InlineData("tcp://:3868")]
    [InlineData("tcp://127.0.0.1:")]
    [InlineData("tcp://127.0.0.1:-1")]
    [InlineData("tcp://127.0.0.1:65536")]
    [InlineData("udp://127.0.0.1:3868")]
    [InlineData("tcp://127.0.0.1,127.0.0.2:3868")]
    [InlineData("tls://127.0.0.1,127.0.0.2")]
    [InlineData("sctp://127.0.0.1,127.0.0.1:3868")]
    [InlineData("sctp://127.0.0.1,[::1]:3868")]
    [InlineData("sctp://127.0.0.1,:3868")]
    public void Anything_else_is_refused_with_what_was_expected(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string? error));
        Assert.NotEmpty(error);
    }
}
