using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EirDiameter.Node.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace EirDiameter.Node.N17.Access;

/// <summary>Reads the public keys that tokens are signed with.</summary>
internal static class TokenKeys
{
    /// <summary>Reads the file of the configuration; nothing if the keys are to be fetched.</summary>
    /// <exception cref="ConfigurationException">The file cannot be used; the message names the key.</exception>
    public static IReadOnlyList<SecurityKey> Load(N17OAuth2Section options)
    {
        if (options.KeyFile is not null) return Read("N17:OAuth2:KeyFile", options.KeyFile, "a PEM file with a public key or certificate, P-256 or RSA", text => [FromPem(text)]);
        return options.JwksFile is null ? [] : Read("N17:OAuth2:JwksFile", options.JwksFile, "a JSON Web Key Set with a key for ES256, RS256 or PS256", FromJwks);
    }

    /// <summary>Keys of a JSON Web Key Set that signatures can be checked with.</summary>
    /// <exception cref="CryptographicException">There is none in it.</exception>
    /// <exception cref="ArgumentException">It is not a JSON Web Key Set.</exception>
    public static IReadOnlyList<SecurityKey> FromJwks(string json)
    {
        // A shared secret would let everybody who knows it sign; it is no public key.
        SecurityKey[] keys = [.. new JsonWebKeySet(json).GetSigningKeys().Where(key => key is AsymmetricSecurityKey or JsonWebKey { Kty: "EC" or "RSA" })];
        return keys.Length > 0 ? keys : throw new CryptographicException("there is no such key in it");
    }

    private static SecurityKey FromPem(string text)
    {
        if (text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(text);
            return certificate.GetECDsaPublicKey() is { } ec ? new ECDsaSecurityKey(ec)
                : certificate.GetRSAPublicKey() is { } rsa ? new RsaSecurityKey(rsa)
                : throw new CryptographicException("the certificate holds a key of another kind");
        }

        try
        {
            ECDsa key = ECDsa.Create();
            key.ImportFromPem(text);
            return new ECDsaSecurityKey(key);
        }
        catch (CryptographicException)
        {
            RSA key = RSA.Create();
            key.ImportFromPem(text);
            return new RsaSecurityKey(key);
        }
    }

    private static IReadOnlyList<SecurityKey> Read(string key, string file, string expected, Func<string, IReadOnlyList<SecurityKey>> parse)
    {
        try
        {
            return parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{key}: expected {expected}: '{file}': {e.Message}".ReplaceLineEndings(" ")], e);
        }
    }
}
