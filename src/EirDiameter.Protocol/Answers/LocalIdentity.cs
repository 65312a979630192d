using System.Net;

namespace EirDiameter.Protocol;

/// <summary>An application as CER and CEA announce it: in a Vendor-Specific-Application-Id, TS 29.272 7.1.7.</summary>
/// <param name="VendorId">Vendor of the application; 0 announces a bare Auth-Application-Id.</param>
/// <param name="ApplicationId">Application id.</param>
public readonly record struct VendorApplication(uint VendorId, uint ApplicationId)
{
    /// <summary>S13 and S13' of 3GPP.</summary>
    public static VendorApplication S13 => new(Vendors.ThreeGpp, Applications.S13);
}

/// <summary>
/// Who this node is. Keeps the AVPs that its answers are made of ready encoded, so that an answer is a few block copies. Immutable and
/// safe for any number of threads; two instances are equal only when they are the same one.
/// </summary>
public sealed record LocalIdentity
{
    private EncodedIdentity? _encoded;

    /// <summary>Origin-Host: the FQDN of this node. Non-ASCII labels become A-labels. <see cref="ArgumentException"/> if it is no name.</summary>
    public required string OriginHost { get; init => field = Normalise(value, nameof(OriginHost)); }

    /// <summary>Origin-Realm: the realm of this node. <see cref="ArgumentException"/> if it is no name.</summary>
    public required string OriginRealm { get; init => field = Normalise(value, nameof(OriginRealm)); }

    /// <summary>Realms served besides <see cref="OriginRealm"/>, which is always served.</summary>
    public IReadOnlyList<string> ServedRealms { get; init => field = [.. value.Select(static r => Normalise(r, nameof(ServedRealms)))]; } = [];

    /// <summary>Vendor-Id in CER and CEA: the enterprise number of the maker of this software; 0 when it has none, RFC 6733 5.3.3.</summary>
    public uint VendorId { get; init; }

    /// <summary>Product-Name in CER and CEA.</summary>
    public string ProductName { get; init; } = "EirDiameter";

    /// <summary>Firmware-Revision in CER and CEA; null leaves it out.</summary>
    public uint? FirmwareRevision { get; init; }

    /// <summary>Origin-State-Id in CER, CEA, DWR and DWA, RFC 6733 8.16: grows with each restart; null leaves it out.</summary>
    public uint? OriginStateId { get; init; }

    /// <summary>Host-IP-Address in CER and CEA: every local address of the connection, RFC 6733 5.3.5. At least one.</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [IPAddress.Loopback];

    /// <summary>Applications announced in CER and CEA.</summary>
    public IReadOnlyList<VendorApplication> Applications { get; init; } = [VendorApplication.S13];

    /// <summary>The ready octets. The first use builds them; a copy made by <c>with</c> builds its own.</summary>
    internal EncodedIdentity Encoded
    {
        get
        {
            EncodedIdentity? encoded = _encoded;
            return encoded is not null && ReferenceEquals(encoded.Owner, this) ? encoded : _encoded = new EncodedIdentity(this);
        }
    }

    /// <summary>The same instance, and nothing else.</summary>
    public bool Equals(LocalIdentity? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static string Normalise(string value, string name) =>
        DiameterIdentity.TryNormalise(value, out string ascii)
            ? ascii
            : throw new ArgumentException($"{name}: '{value}' is not a host or realm name (letters, digits, hyphens and dots; 255 octets at most).", name);
}
