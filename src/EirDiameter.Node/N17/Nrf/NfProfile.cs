using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using EirDiameter.Node.Configuration;

namespace EirDiameter.Node.N17.Nrf;

/// <summary>What this node tells the NRF of itself (TS 29.510 6.1.6.2.2, NFProfile, and 6.1.6.2.3, NFService).</summary>
internal sealed record NfProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly string[] Consumers = ["AMF"];

    public required string NfInstanceId { get; init; }

    public string NfType { get; } = "5G_EIR";

    public string NfStatus { get; } = "REGISTERED";

    public required int HeartBeatTimer { get; init; }

    public Plmn[]? PlmnList { get; init; }

    public string? Fqdn { get; init; }

    public string[]? Ipv4Addresses { get; init; }

    public string[]? Ipv6Addresses { get; init; }

    public string[] AllowedNfTypes { get; } = Consumers;

    public required int Priority { get; init; }

    public required int Capacity { get; init; }

    /// <summary>The services by their id.</summary>
    public required Dictionary<string, Service> NfServiceList { get; init; }

    /// <summary>The same services once more: NRFs before release 16 know only this.</summary>
    public Service[] NfServices => [.. NfServiceList.Values];

    /// <summary>The profile of a node that listens at <paramref name="listening"/>.</summary>
    public static NfProfile Of(N17Options options, Uri listening)
    {
        N17NrfSection nrf = options.Nrf!;
        string host = nrf.Address ?? (listening.Host == "localhost" ? "127.0.0.1" : listening.Host.Trim('[', ']'));
        IPAddress? address = IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null;
        string? ipv4 = address?.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : null;
        string? ipv6 = address?.AddressFamily == AddressFamily.InterNetworkV6 ? address.ToString() : null;
        string? fqdn = address is null ? host : null;
        Service service = new()
        {
            Scheme = listening.Scheme,
            Fqdn = fqdn,
            IpEndPoints = [new EndPoint(ipv4, ipv6, listening.Port)],
            Priority = nrf.Priority,
            Capacity = nrf.Capacity,
            Oauth2Required = options.OAuth2 is null ? null : true,
        };
        return new NfProfile
        {
            NfInstanceId = options.InstanceId!,
            HeartBeatTimer = nrf.HeartBeatSeconds,
            PlmnList = nrf.Plmns.Count == 0 ? null : [.. nrf.Plmns.Select(plmn => new Plmn(plmn[..3], plmn[3..]))],
            Fqdn = fqdn,
            Ipv4Addresses = ipv4 is null ? null : [ipv4],
            Ipv6Addresses = ipv6 is null ? null : [ipv6],
            Priority = nrf.Priority,
            Capacity = nrf.Capacity,
            NfServiceList = new Dictionary<string, Service> { [service.ServiceInstanceId] = service },
        };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal sealed record Plmn(string Mcc, string Mnc);

    internal sealed record EndPoint(string? Ipv4Address, string? Ipv6Address, int Port);

    internal sealed record Version(string ApiVersionInUri, string ApiFullVersion);

    internal sealed record Service
    {
        private static readonly Version[] Served = [new("v1", "1.2.0")];

        public string ServiceInstanceId { get; } = "n5g-eir-eic";

        public string ServiceName { get; } = "n5g-eir-eic";

        public Version[] Versions { get; } = Served;

        public required string Scheme { get; init; }

        public string NfServiceStatus { get; } = "REGISTERED";

        public string? Fqdn { get; init; }

        public required EndPoint[] IpEndPoints { get; init; }

        public string[] AllowedNfTypes { get; } = Consumers;

        public required int Priority { get; init; }

        public required int Capacity { get; init; }

        public bool? Oauth2Required { get; init; }
    }
}
