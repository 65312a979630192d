using System.Net;
using DnsClient;
using DnsClient.Protocol;
using EirDiameter.Node.Configuration;
using EirDiameter.Peers;
using EirDiameter.Peers.Dialling;

namespace EirDiameter.Node.Discovery;

/// <summary>
/// Finds the agents of a realm in the DNS (RFC 6733 5.2): its NAPTR records say over which protocols, in which order and where (S-NAPTR, RFC 3958 and 6408);
/// a realm that has none for S13 is asked for the SRV records of each transport.
/// </summary>
internal sealed class RealmLookup
{
    // RFC 6408 3: S13 has no name of its own among the registered ones; the rule for it is aaa+ap and the application id.
    private const string S13Service = "aaa+ap16777252";
    private const string AnyService = "aaa";
    private const int MostSteps = 5;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly LookupClient _dns;
    private readonly IReadOnlyList<string> _transports;

    public RealmLookup(DiscoverySection section)
    {
        LookupClientOptions options = section.Server is not null && DiscoveryRules.TryParseServer(section.Server, out IPEndPoint server)
            ? new LookupClientOptions(server)
            : new LookupClientOptions();
        options.UseCache = false;
        options.Timeout = TimeSpan.FromSeconds(3);
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        _dns = new LookupClient(options);
        _transports = DiscoveryRules.TransportsOf(section);
    }

    /// <summary>Asks. An answer that there is nothing is an answer.</summary>
    /// <exception cref="IOException">No server answers, or it cannot now: what is known is to stay. The message is one line.</exception>
    public async Task<FoundAgents> FindAsync(string realm, CancellationToken cancellation)
    {
        try
        {
            Answers answers = new();
            List<DialAddress> found = [];
            await FollowAsync(realm, MostSteps, answers, found, cancellation);
            if (found.Count == 0)
            {
                foreach (string transport in _transports)
                    found.AddRange(await ServicesAsync($"{(transport == TransportNames.Tls ? "_diameters" : "_diameter")}._{(transport == TransportNames.Sctp ? "sctp" : "tcp")}.{realm}", transport, answers, cancellation));
            }

            TimeSpan ttl = answers.Ttl < Shortest ? Shortest : answers.Ttl > Longest ? Longest : answers.Ttl;
            return new FoundAgents([.. found.DistinctBy(address => address.Host, StringComparer.OrdinalIgnoreCase)], ttl);
        }
        catch (DnsResponseException e)
        {
            throw new IOException(e.Message.ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>The addresses of a host, IPv6 and IPv4.</summary>
    public async Task<IPAddress[]> AddressesOfAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return [address];
        Answers answers = new();
        IEnumerable<DnsResourceRecord>[] records = [await answers.AskAsync(_dns, host, QueryType.AAAA, cancellation), await answers.AskAsync(_dns, host, QueryType.A, cancellation)];
        return [.. records.SelectMany(kind => kind).OfType<AddressRecord>().Select(record => record.Address)];
    }

    /// <summary>RFC 3958 2.2: the terminal flags are S (SRV records) and A (addresses); without one, the way goes on at the replacement.</summary>
    private async Task FollowAsync(string name, int steps, Answers answers, List<DialAddress> found, CancellationToken cancellation)
    {
        IEnumerable<NAPtrRecord> records = (await answers.AskAsync(_dns, name, QueryType.NAPTR, cancellation)).OfType<NAPtrRecord>();
        foreach ((NAPtrRecord record, string transport) in Suitable(records))
        {
            string next = record.Replacement.Value.TrimEnd('.');
            if (next.Length == 0) continue;
            switch (record.Flags.ToUpperInvariant())
            {
                case "S":
                    found.AddRange(await ServicesAsync(next, transport, answers, cancellation));
                    break;
                case "A":
                    found.Add(new DialAddress(transport, next, transport == TransportNames.Tls ? TransportUrl.DefaultSecurePort : TransportUrl.DefaultPort));
                    break;
                case "" when steps > 1:
                    await FollowAsync(next, steps - 1, answers, found, cancellation);
                    break;
            }
        }
    }

    // Those for S13 go before those for whatever application, and then the order of the records counts; of equal ones that of the configuration.
    private IEnumerable<(NAPtrRecord Record, string Transport)> Suitable(IEnumerable<NAPtrRecord> records)
    {
        var suitable = records.SelectMany(record => TransportsIn(record).Select(transport => (Record: record, Transport: transport))).ToArray();
        bool IsForS13((NAPtrRecord Record, string Transport) item) => item.Record.Services.StartsWith($"{S13Service}:", StringComparison.OrdinalIgnoreCase);
        if (suitable.Any(IsForS13)) suitable = [.. suitable.Where(IsForS13)];
        return suitable.OrderBy(item => item.Record.Order).ThenBy(item => item.Record.Preference).ThenBy(item => Rank(item.Transport));
    }

    private IEnumerable<string> TransportsIn(NAPtrRecord record)
    {
        string[] parts = record.Services.ToLowerInvariant().Split(':');
        return parts[0] is S13Service or AnyService ? parts[1..].Select(TransportOf).OfType<string>().Where(_transports.Contains) : [];
    }

    private static string? TransportOf(string protocol) => protocol switch
    {
        "diameter.tcp" => TransportNames.Tcp,
        "diameter.sctp" => TransportNames.Sctp,
        "diameter.tls.tcp" => TransportNames.Tls,
        _ => null,
    };

    private int Rank(string transport) => _transports.TakeWhile(preferred => preferred != transport).Count();

    /// <summary>RFC 2782: the lowest priority first, and then the greatest weight. A target of "." says that there is no such service.</summary>
    private async Task<IEnumerable<DialAddress>> ServicesAsync(string name, string transport, Answers answers, CancellationToken cancellation) =>
        (await answers.AskAsync(_dns, name, QueryType.SRV, cancellation)).OfType<SrvRecord>()
            .Where(record => record.Target.Value.TrimEnd('.').Length > 0 && record.Port > 0)
            .OrderBy(record => record.Priority).ThenByDescending(record => record.Weight)
            .Select(record => new DialAddress(transport, record.Target.Value.TrimEnd('.'), record.Port));

    /// <summary>The answers to the questions of one lookup, which lasts as long as the shortest of them.</summary>
    private sealed class Answers
    {
        /// <summary>The shortest time to live.</summary>
        public TimeSpan Ttl { get; private set; } = TimeSpan.FromMinutes(5);

        public async Task<IEnumerable<DnsResourceRecord>> AskAsync(LookupClient dns, string name, QueryType type, CancellationToken cancellation)
        {
            IDnsQueryResponse response = await dns.QueryAsync(name, type, QueryClass.IN, cancellation);
            if (response.HasError && response.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain)
                throw new IOException($"the DNS server answers {response.Header.ResponseCode} to {name} {type}");
            foreach (DnsResourceRecord record in response.Answers)
            {
                if (record.InitialTimeToLive < Ttl.TotalSeconds) Ttl = TimeSpan.FromSeconds(record.InitialTimeToLive);
            }

            return response.Answers;
        }
    }
}
