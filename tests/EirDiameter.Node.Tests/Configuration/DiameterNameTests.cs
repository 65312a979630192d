using EirDiameter.Node.Configuration;
using Xunit;

namespace EirDiameter.Node.Tests.Configuration;

/// <summary>Internationalised names become A-labels before Diameter sees them (RFC 6733 appendix D).</summary>
public sealed class DiameterNameTests
{
    [Fact]
    public void Every_name_of_the_Diameter_section_is_converted()
    {
        DiameterOptions options = DiameterName.InAscii(new DiameterOptions
        {
            OriginHost = "eir.münchen.example",
            OriginRealm = "münchen.example",
            ServedRealms = ["köln.example", "plain.example"],
            Peers = [new PeerSection { Host = "mme.münchen.example", CertificateName = "gw.köln.example" }],
        });
        Assert.Equal("eir.xn--mnchen-3ya.example", options.OriginHost);
        Assert.Equal("xn--mnchen-3ya.example", options.OriginRealm);
        Assert.Equal(["xn--kln-sna.example", "plain.example"], options.ServedRealms);
        Assert.Equal(("mme.xn--mnchen-3ya.example", "gw.xn--kln-sna.example"), (options.Peers[0].Host, options.Peers[0].CertificateName));
    }

    [Fact]
    public void A_name_that_cannot_be_converted_stays_for_validation_to_name() =>
        Assert.Equal("münchen..example", DiameterName.InAscii(new DiameterOptions { OriginHost = "münchen..example" }).OriginHost);
}
