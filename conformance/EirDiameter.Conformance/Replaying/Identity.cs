using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Replaying;

/// <summary>What a Diameter node calls itself.</summary>
/// <param name="Host">Origin-Host.</param>
/// <param name="Realm">Origin-Realm.</param>
internal sealed record Identity(string Host, string Realm)
{
    private const uint OriginHost = 264, OriginRealm = 296;

    /// <summary>The names in a message; null when it cannot be decoded or lacks one.</summary>
    public static Identity? Of(byte[] octets)
    {
        if (NaiveMessage.Decode(octets) is not { } message)
            return null;
        string? host = Text(message, OriginHost), realm = Text(message, OriginRealm);
        return host is null || realm is null ? null : new Identity(host, realm);
    }

    private static string? Text(NaiveMessage message, uint code) => message.Avps.Find(avp => avp.Code == code && avp.Vendor == 0)?.Text;
}
