namespace EirDiameter.Node.Configuration;

/// <summary>Section <c>N17</c>: the interface of TS 29.511, over which AMFs ask.</summary>
public sealed record N17Options
{
    /// <summary>Address of the N17 interface, <c>http://ADDRESS:PORT</c> for HTTP/2 in clear text or <c>https://ADDRESS:PORT</c> for TLS; null = off.</summary>
    public string? Url { get; init; }

    /// <summary>PEM file of this node's certificate, with those between it and its authority; needed with <c>https://</c>.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key; needed with <c>https://</c>.</summary>
    public string? Key { get; init; }

    /// <summary>PEM file of the authorities that clients' certificates must come from; null = clients need none.</summary>
    public string? Trust { get; init; }

    /// <summary>This NF's instance id, a UUID (TS 29.571 5.3.2): what it is registered by, and what an access token may be for.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Section <c>N17:OAuth2</c>: whose access tokens open the interface; null = it is open to whoever reaches it.</summary>
    public N17OAuth2Section? OAuth2 { get; init; }

    /// <summary>Section <c>N17:Nrf</c>: where AMFs learn of this node; null = they are told otherwise.</summary>
    public N17NrfSection? Nrf { get; init; }
}
