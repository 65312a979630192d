using System.Security.Cryptography;
using System.Text;

namespace EirDiameter.Node.Admin;

/// <summary>Who asks, as far as the API can tell.</summary>
/// <param name="Name">The first octets of the hash of the key that was shown, which tell keys apart and give none away; without a key, that it was none.</param>
/// <param name="Address">The address that it was asked from.</param>
internal sealed record Caller(string Name, string Address)
{
    private const int FingerprintDigits = 8;

    public static Caller Of(HttpContext context)
    {
        string shown = context.Request.Headers.Authorization.ToString();
        string name = shown.StartsWith(AdminAccess.Scheme, StringComparison.OrdinalIgnoreCase)
            ? "key " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown[AdminAccess.Scheme.Length..].Trim())))[..FingerprintDigits]
            : "no key";
        return new Caller(name, context.Connection.RemoteIpAddress?.ToString() ?? "?");
    }
}
