using System.Security.Cryptography;
using System.Text;

namespace EirDiameter.Node.Push;

/// <summary>
/// The key of one feed's push, as registers can show it: as a bearer key (RFC 6750 2.1) or as the password of basic authentication (RFC 7617),
/// whose user name is not looked at.
/// </summary>
internal sealed class PushKey(string key)
{
    /// <summary>What a caller without it is told.</summary>
    public const string Challenge = "Bearer, Basic realm=\"push\", charset=\"UTF-8\"";

    // Hashes of equal length, so that the comparison takes the same time whatever was shown.
    private readonly byte[] _hash = HashOf(key);

    /// <summary>Whether the value of an <c>Authorization</c> header shows the key.</summary>
    public bool IsShownBy(string authorization) => CryptographicOperations.FixedTimeEquals(HashOf(ShownBy(authorization)), _hash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static string ShownBy(string authorization)
    {
        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0) return "";
        string scheme = authorization[..space];
        string credentials = authorization[(space + 1)..].Trim();
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return credentials;
        return scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? PasswordIn(credentials) : "";
    }

    private static string PasswordIn(string credentials)
    {
        byte[] octets = new byte[credentials.Length];
        if (!Convert.TryFromBase64String(credentials, octets, out int length)) return "";
        string pair = Encoding.UTF8.GetString(octets, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : pair[(colon + 1)..];
    }
}
