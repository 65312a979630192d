using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Tests.Targets;

public sealed class TargetAddressTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1", "tcp", "127.0.0.1", 3868)]
    [InlineData("tls://127.0.0.1", "tls", "127.0.0.1", 5868)]
    [InlineData("sctp://[::1]", "sctp", "::1", 3868)]
    [InlineData("TLS://eir.example.org:5000", "tls", "eir.example.org", 5000)]
    [InlineData("tcp://[::1]:13868", "tcp", "::1", 13868)]
    [InlineData("tcp://bücher.example.org", "tcp", "xn--bcher-kva.example.org", 3868)]
    public void An_address_is_read_with_the_port_of_its_transport(string text, string scheme, string host, int port)
    {
        Assert.True(TargetAddress.TryParse(text, out TargetAddress address, out _));
        Assert.Equal(new TargetAddress(scheme, host, port), address);
    }

    [Theory]
    [InlineData("udp://127.0.0.1", "no transport")]
    [InlineData("127.0.0.1:3868", "no target")]
    [InlineData("tcp://127.0.0.1/path", "no target")]
    [InlineData("tcp://", "no target")]
    public void What_is_none_is_refused_with_what_to_write_instead(string text, string problem)
    {
        Assert.False(TargetAddress.TryParse(text, out _, out string said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Contains("tcp://HOST:PORT", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:4000", "127.0.0.1:4000", false, false)]
    [InlineData("tls://[::1]:4001", "[::1]:4001", false, true)]
    [InlineData("sctp://127.0.0.1,127.0.0.2:4002", "127.0.0.1:4002", true, false)]
    public void What_a_node_prints_is_read(string text, string address, bool isSctp, bool isTls)
    {
        TargetEndPoint read = TargetEndPoint.Parse(text);
        Assert.Equal((address, isSctp, isTls), (read.Address.ToString(), read.IsSctp, read.Tls is not null));
    }
}
