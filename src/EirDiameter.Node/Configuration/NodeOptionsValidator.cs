using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EirDiameter.Peers;

namespace EirDiameter.Node.Configuration;

/// <summary>The rules that a configuration must keep. Every error starts with its key.</summary>
internal static partial class NodeOptionsValidator
{
    internal const int ShortestKey = 16;

    private static readonly string[] UnknownPeers = ["Refuse", "Loopback", "Accept"];

    public static void Validate(NodeOptions options, List<string> errors)
    {
        ValidateDiameter(options.Diameter, errors);
        errors.AddRange(options.Policy.Validate());
        ValidateStore(options.Store, errors);
        FeedRules.Validate(options, errors);
        Range("Seen:MaxEquipment", options.Seen.MaxEquipment, 0, SeenSection.MostEquipment, errors);
        ValidateAdmin(options.Admin, errors);
        N17Rules.Validate(options.N17, errors);
    }

    private static void ValidateDiameter(DiameterOptions diameter, List<string> errors)
    {
        Identity("Diameter:OriginHost", diameter.OriginHost, errors);
        Identity("Diameter:OriginRealm", diameter.OriginRealm, errors);
        Identities("Diameter:ServedRealms", diameter.ServedRealms, errors);
        for (int i = 0; i < diameter.Listen.Count; i++)
        {
            if (!ListenAddress.TryParse(diameter.Listen[i], out ListenAddress? address, out string? error)) errors.Add($"Diameter:Listen:{i}: {error}");
            else if (address.Scheme == TransportNames.Tls) PeerRules.ValidateTls(diameter.Tls, $"Diameter:Listen has {address}", isDialled: false, errors);
        }

        HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < diameter.Peers.Count; i++)
        {
            PeerRules.Validate(diameter.Peers[i], diameter.Tls, $"Diameter:Peers:{i}:", errors);
            if (!hosts.Add(diameter.Peers[i].Host)) errors.Add($"Diameter:Peers:{i}:Host: '{diameter.Peers[i].Host}' stands twice in Diameter:Peers");
        }

        DiscoveryRules.Validate(diameter.Discovery, diameter.Tls, errors);
        Identities("Diameter:OriginRealms", diameter.OriginRealms, errors);
        Identities("Diameter:RouteRecords", diameter.RouteRecords, errors);
        if (!UnknownPeers.Contains(diameter.UnknownPeers, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add($"Diameter:UnknownPeers: expected {string.Join(", ", UnknownPeers)}, not '{diameter.UnknownPeers}'");
        }

        // RFC 3539 3.4.1: Twinit MUST NOT be set lower than 6 seconds.
        Range("Diameter:WatchdogSeconds", diameter.WatchdogSeconds, 6, 3600, errors);
        Range("Diameter:DialSeconds", diameter.DialSeconds, 1, 86_400, errors);
        Range("Diameter:CapabilitiesSeconds", diameter.CapabilitiesSeconds, 1, 300, errors);
        Range("Diameter:MaxConnections", diameter.MaxConnections, 1, 1_000_000, errors);
        Range("Diameter:MaxMessageBytes", diameter.MaxMessageBytes, 1024, 0xFFFFFF, errors);
        Range("Diameter:MaxQueuedBytes", diameter.MaxQueuedBytes, 65_536, 1 << 30, errors);
        Range("Diameter:MaxRequestsPerSecond", diameter.MaxRequestsPerSecond, 0, int.MaxValue, errors);
        Range("Diameter:NodeRequestsPerSecond", diameter.NodeRequestsPerSecond, 0, int.MaxValue, errors);
        Range("Diameter:DisconnectCause", diameter.DisconnectCause, 0, 2, errors);
        if (diameter.BusyResult is not (3004 or 5012)) errors.Add($"Diameter:BusyResult: expected 3004 or 5012, not {diameter.BusyResult}");
    }

    private static void ValidateStore(StoreSection store, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(store.Path)) errors.Add("Store:Path: expected a directory");
        Range("Store:MemoryMiB", store.MemoryMiB, 0, 1 << 20, errors);
    }

    private static void ValidateAdmin(AdminOptions admin, List<string> errors)
    {
        if (!Uri.TryCreate(admin.Url, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp || !IsAddress(url))
        {
            errors.Add($"Admin:Url: expected http://ADDRESS:PORT with an IP address of this machine or localhost, not '{admin.Url}'");
            return;
        }

        if (url.PathAndQuery != "/") errors.Add($"Admin:Url: expected nothing behind the port, not '{admin.Url}'");
        if (url is { Host: "localhost", Port: 0 }) errors.Add("Admin:Url: expected 127.0.0.1 or [::1] with port 0, not localhost");
        if (!url.IsLoopback && admin.Keys.Count == 0)
        {
            errors.Add($"Admin:Keys: expected at least one key, because Admin:Url is {admin.Url}, which others than this machine can reach");
        }

        for (int i = 0; i < admin.Keys.Count; i++)
        {
            if (!IsKey(admin.Keys[i])) errors.Add($"Admin:Keys:{i}: expected {ShortestKey} or more visible ASCII characters without spaces");
        }
    }

    /// <summary>Whether this can be shown as a key in an HTTP header, and is too long to be guessed.</summary>
    internal static bool IsKey(string key) => key.Length >= ShortestKey && !key.Any(c => c is <= ' ' or > '~');

    private static bool IsAddress(Uri url) => url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _);

    internal static void Identities(string key, IReadOnlyList<string> values, List<string> errors)
    {
        for (int i = 0; i < values.Count; i++) Identity($"{key}:{i}", values[i], errors);
    }

    // DiameterIdentity is ASCII (RFC 6733 4.3.1, appendix D); a dot makes it fully qualified.
    internal static void Identity(string key, string value, List<string> errors)
    {
        if (!DiameterIdentity().IsMatch(value) || value.Length > 255)
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{key}: expected a fully qualified domain name in ASCII, such as eir.epc.mnc001.mcc001.3gppnetwork.org, not '{value}'"));
    }

    internal static void Range(string key, int value, int from, int to, List<string> errors)
    {
        if (value < from || value > to) errors.Add($"{key}: expected a number from {from} to {to}, not {value}");
    }

    [GeneratedRegex("^(?=.)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$")]
    private static partial Regex DiameterIdentity();
}
