using System.Globalization;
using System.Net;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.Discovery;
using EirDiameter.Node.Tests.Support;
using Xunit;

namespace EirDiameter.Node.Tests.Discovery;

/// <summary>Agents in the DNS (RFC 6733 5.2, RFC 6408), asked of a real server.</summary>
public sealed class RealmLookupTests
{
    private const string Realm = "example.org";

    [Fact]
    public async Task NAPTR_records_say_over_what_in_which_order_and_where()
    {
        await using DnsServer dns = await DnsServer.StartAsync(
        [
            "naptr-record=example.org,20,10,S,aaa+ap16777252:diameter.tcp,,_diameter._tcp.example.org",
            "naptr-record=example.org,10,20,A,aaa+ap16777252:diameter.sctp,,dra9.example.org",
            "naptr-record=example.org,10,10,S,aaa+ap16777252:diameter.sctp,,_diameter._sctp.example.org",
            "srv-host=_diameter._tcp.example.org,dra3.example.org,3870,10,0",
            "srv-host=_diameter._sctp.example.org,dra2.example.org,3868,20,0",
            "srv-host=_diameter._sctp.example.org,dra1.example.org,3869,10,0",
        ]);
        Assert.Equal(
            ["sctp://dra1.example.org:3869", "sctp://dra2.example.org:3868", "sctp://dra9.example.org:3868", "tcp://dra3.example.org:3870"],
            await FindAsync(dns, "tcp", "sctp"));
    }

    [Fact]
    public async Task Records_for_S13_go_before_those_for_any_application_and_those_for_others_do_not_count()
    {
        await using DnsServer dns = await DnsServer.StartAsync(
        [
            "naptr-record=example.org,1,1,A,aaa+ap16777251:diameter.tcp,,hss.example.org",
            "naptr-record=example.org,1,1,A,aaa:diameter.tcp,,any.example.org",
            "naptr-record=example.org,1,1,A,E2U+sip,,sip.example.org",
            "naptr-record=example.org,9,9,A,AAA+AP16777252:Diameter.TCP,,s13.example.org",
            "naptr-record=other.example.org,1,1,A,aaa:diameter.tcp,,any.example.org",
        ]);
        Assert.Equal(["tcp://s13.example.org:3868"], await FindAsync(dns, "tcp"));
        Assert.Equal(["tcp://any.example.org:3868"], await FindAsync(dns, "other.example.org", ["tcp"]));
    }

    [Fact]
    public async Task A_transport_that_is_not_wanted_is_passed_over_and_of_equal_ones_the_preferred_goes_first()
    {
        await using DnsServer dns = await DnsServer.StartAsync(
        [
            "naptr-record=example.org,1,1,A,aaa+ap16777252:diameter.tcp:diameter.tls.tcp:diameter.dtls.sctp,,dra1.example.org",
            "naptr-record=example.org,1,1,A,aaa+ap16777252:diameter.tls.tcp,,dra2.example.org",
        ]);
        Assert.Equal(["tls://dra1.example.org:5868", "tls://dra2.example.org:5868"], (await FindAsync(dns, "tls")).Order());
        Assert.Equal("tls://", (await FindAsync(dns, "tls", "tcp"))[0][..6]);
        Assert.Empty(await FindAsync(dns, "sctp"));
    }

    [Fact]
    public async Task A_record_without_a_flag_leads_on_and_a_circle_ends()
    {
        await using DnsServer dns = await DnsServer.StartAsync(
        [
            "naptr-record=example.org,1,1,,aaa+ap16777252:diameter.tcp,,next.example.org",
            "naptr-record=next.example.org,1,1,A,aaa+ap16777252:diameter.tcp,,dra1.example.org",
            "naptr-record=next.example.org,2,1,,aaa+ap16777252:diameter.tcp,,example.org",
        ]);
        Assert.Equal(["tcp://dra1.example.org:3868"], await FindAsync(dns, "tcp"));
    }

    [Fact]
    public async Task Without_NAPTR_records_the_SRV_records_of_each_transport_are_asked_for()
    {
        await using DnsServer dns = await DnsServer.StartAsync(
        [
            "srv-host=_diameters._tcp.example.org,dra1.example.org,5868,1,1",
            "srv-host=_diameter._sctp.example.org,dra2.example.org,3868,1,1",
            "srv-host=_diameter._tcp.example.org,dra1.example.org,3868,1,1",
        ]);
        Assert.Equal(["tls://dra1.example.org:5868", "sctp://dra2.example.org:3868"], await FindAsync(dns, "tls", "sctp", "tcp"));
    }

    [Fact]
    public async Task A_realm_that_there_is_not_has_no_agents()
    {
        await using DnsServer dns = await DnsServer.StartAsync([]);
        Assert.Empty(await FindAsync(dns, "tcp"));
    }

    [Fact]
    public async Task The_answer_holds_as_long_as_its_records()
    {
        await using DnsServer dns = await DnsServer.StartAsync(["srv-host=_diameter._tcp.example.org,dra1.example.org,3868,1,1"]);
        FoundAgents found = await Lookup(dns.Port, ["tcp"]).FindAsync(Realm, default);
        Assert.Equal(TimeSpan.FromSeconds(60), found.Ttl);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_or_cannot_is_no_answer()
    {
        int port;
        await using (DnsServer dns = await DnsServer.StartAsync([]))
        {
            port = dns.Port;

            // Beyond its own domain it has nobody to ask, and refuses.
            await Assert.ThrowsAsync<IOException>(() => Lookup(port, ["tcp"]).FindAsync("example.net", default));
        }

        IOException error = await Assert.ThrowsAsync<IOException>(() => Lookup(port, ["tcp"]).FindAsync(Realm, default));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Addresses_of_a_host_are_those_of_both_families()
    {
        await using DnsServer dns = await DnsServer.StartAsync(["host-record=dra1.example.org,192.0.2.1,2001:db8::1"]);
        RealmLookup lookup = Lookup(dns.Port, ["tcp"]);
        Assert.Equal([IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")], await lookup.AddressesOfAsync("dra1.example.org", default));
        Assert.Equal([IPAddress.Parse("192.0.2.7")], await lookup.AddressesOfAsync("192.0.2.7", default));
        Assert.Empty(await lookup.AddressesOfAsync("dra2.example.org", default));
    }

    private static Task<string[]> FindAsync(DnsServer dns, params string[] transports) => FindAsync(dns, Realm, transports);

    private static async Task<string[]> FindAsync(DnsServer dns, string realm, string[] transports) =>
        [.. (await Lookup(dns.Port, transports).FindAsync(realm, default)).Addresses.Select(address => address.ToString())];

    private static RealmLookup Lookup(int port, string[] transports) =>
        new(new DiscoverySection { Server = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), Transports = transports });
}
