using System.Net;
using EirDiameter.Node.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

public sealed class PeerNetworkTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("2001:db8::/48", "2001:db8::/48")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1/32")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    public void Addresses_and_networks_are_read_and_IPv4_is_IPv4_however_it_is_written(string text, string network)
    {
        Assert.True(PeerNetwork.TryParse(text, out IPNetwork read, out _));
        Assert.Equal(IPNetwork.Parse(network), read);
    }

    [Theory]
    [InlineData("192.0.2.1/24")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/")]
    [InlineData("mme1.example.org")]
    [InlineData("")]
    public void What_is_none_is_refused_with_what_was_expected(string text)
    {
        Assert.False(PeerNetwork.TryParse(text, out _, out string? error));
        Assert.Contains("192.0.2.0/24", error, StringComparison.Ordinal);
    }
}
