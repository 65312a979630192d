namespace EirDiameter.Node.Configuration;

/// <summary>Section <c>N17:Nrf</c>: where AMFs learn of this node (TS 29.510). Needs <c>N17:InstanceId</c>.</summary>
public sealed record N17NrfSection
{
    /// <summary>The NRF's apiRoot, <c>http://HOST:PORT</c> (HTTP/2 in clear text) or <c>https://HOST:PORT</c>.</summary>
    public string? Url { get; init; }

    /// <summary>IP address or domain name by which AMFs reach this node; null = the address of <c>N17:Url</c>.</summary>
    public string? Address { get; init; }

    /// <summary>Networks served, each as MCC and MNC in 5 or 6 digits; none = as the NRF assumes.</summary>
    public IReadOnlyList<string> Plmns { get; init; } = [];

    /// <summary>0 to 65535; lower is preferred.</summary>
    public int Priority { get; init; }

    /// <summary>0 to 65535; share among 5G-EIRs of the same priority.</summary>
    public int Capacity { get; init; } = 100;

    /// <summary>Seconds between signs of life that are proposed to the NRF, which may say otherwise.</summary>
    public int HeartBeatSeconds { get; init; } = 60;
}
