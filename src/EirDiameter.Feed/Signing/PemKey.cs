using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>Reads ECDSA keys on P-256 from PEM files.</summary>
internal static class PemKey
{
    private const int MaxBytes = 64 * 1024;

    /// <exception cref="FeedException"><see cref="FeedFault.BadKey"/>.</exception>
    public static ECDsa Read(string path, bool isPrivate)
    {
        string pem = ReadText(path);
        bool hasPrivate = pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal);
        if (isPrivate && !hasPrivate)
            throw Bad(path, "holds no private key");
        if (!isPrivate && hasPrivate)
            throw Bad(path, "holds a private key, which belongs to the publisher alone: give the follower the public one");
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.ExportParameters(false).Curve.Oid is { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" })
                return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Bad(path, $"is not a PEM file with an ECDSA {(isPrivate ? "private" : "public")} key ({e.Message})", e);
        }

        key.Dispose();
        throw Bad(path, "holds a key on another curve than P-256");
    }

    private static string ReadText(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MaxBytes)
                throw Bad(path, "is too large for a key");
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Bad(path, $"cannot be read ({e.Message})", e);
        }
    }

    private static FeedException Bad(string path, string what, Exception? cause = null) =>
        new(FeedFault.BadKey, $"the key file {path} {what}", cause);
}
