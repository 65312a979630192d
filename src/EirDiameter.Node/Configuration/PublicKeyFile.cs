using System.Security.Cryptography;

namespace EirDiameter.Node.Configuration;

/// <summary>Whether a file holds what a feed's signatures are checked with: the public key of ES256, a P-256 key in PEM (RFC 7468, RFC 7518 3.4).</summary>
internal static class PublicKeyFile
{
    private const string Label = "PUBLIC KEY";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string Expected = "expected a PEM file with the P-256 public key that signs the feed";

    /// <summary>Null if it does; else what was expected.</summary>
    public static string? WhyNot(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) return $"{Expected}, since Url is given";
        try
        {
            string text = File.ReadAllText(path);
            if (!PemEncoding.TryFind(text, out PemFields fields)) return $"{Expected}; '{path}' is not PEM";
            string label = text[fields.Label];
            if (label != Label) return $"{Expected}; '{path}' holds a {label}";
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(text);
            string? curve = key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value;
            return curve == P256 ? null : $"{Expected}; '{path}' holds one of another curve";
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return $"{Expected}; '{path}' holds none that can be read: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Expected}; {e.Message}";
        }
    }
}
