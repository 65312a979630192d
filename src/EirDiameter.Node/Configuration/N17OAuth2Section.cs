namespace EirDiameter.Node.Configuration;

/// <summary>
/// Section <c>N17:OAuth2</c>: whose access tokens (TS 33.501 13.4.1, TS 29.510 6.3.5.2.4) open N17. One of <see cref="KeyFile"/>, <see cref="JwksFile"/>
/// and <see cref="JwksUrl"/> says which keys the NRF signs with.
/// </summary>
public sealed record N17OAuth2Section
{
    /// <summary>PEM file of a public key or certificate, P-256 or RSA.</summary>
    public string? KeyFile { get; init; }

    /// <summary>JSON Web Key Set (RFC 7517), read at start.</summary>
    public string? JwksFile { get; init; }

    /// <summary>Address of a JSON Web Key Set, read at start, every ten minutes, and when a token names a key that is not known.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>What a token's <c>aud</c> must hold, if it does not hold <c>N17:InstanceId</c>: the NF type.</summary>
    public string Audience { get; init; } = "5G_EIR";

    /// <summary>What a token's <c>iss</c> must be, the NRF's instance id; null = any.</summary>
    public string? Issuer { get; init; }
}
