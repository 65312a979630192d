using System.Net;

namespace EirDiameter.Registry.Tests;

public sealed class AllowedAddressTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void A_public_address_may_be_spoken_to(string address) => Assert.True(AllowedAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("192.0.0.192")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:a00:1::1")]
    public void One_behind_a_wall_may_not_in_whatever_clothes_it_comes(string address)
    {
        Assert.False(AllowedAddresses.IsPublic(IPAddress.Parse(address)));
        Assert.False(new AllowedAddresses(new MakerQueryOptions()).IsAllowed(IPAddress.Parse(address)));
    }

    [Fact]
    public void What_the_configuration_allows_may_be_spoken_to_and_nothing_beside()
    {
        AllowedAddresses allowed = new(new MakerQueryOptions { AllowNetworks = ["127.0.0.0/30", "fd00::/64"] });

        Assert.True(allowed.IsAllowed(IPAddress.Parse("127.0.0.1")));
        Assert.True(allowed.IsAllowed(IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.True(allowed.IsAllowed(IPAddress.Parse("fd00::5")));
        Assert.False(allowed.IsAllowed(IPAddress.Parse("127.0.0.4")));
        Assert.False(allowed.IsAllowed(IPAddress.Parse("fd00:0:0:1::5")));
        Assert.False(allowed.IsAllowedBeside(IPAddress.Parse("8.8.8.8")));
    }
}
