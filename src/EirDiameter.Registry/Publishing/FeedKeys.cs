using System.Security.Cryptography;
using EirDiameter.Feed;

namespace EirDiameter.Registry;

/// <summary>The pair of keys that signs all feeds.</summary>
internal sealed class FeedKeys : IDisposable
{
    private FeedKeys(FeedSigner signer, string publicPem, string fingerprint)
    {
        Signer = signer;
        PublicPem = publicPem;
        Fingerprint = fingerprint;
    }

    public FeedSigner Signer { get; }

    /// <summary>The public key as followers need it.</summary>
    public string PublicPem { get; }

    /// <summary>SHA-256 of the public key, in hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the keys, and makes them if there are none.</summary>
    /// <exception cref="RegistryException">They cannot be read or made.</exception>
    public static FeedKeys Open(PublishingOptions options, ILogger logger)
    {
        try
        {
            if (!File.Exists(options.Key))
            {
                if (Path.GetDirectoryName(Path.GetFullPath(options.Key)) is { } folder)
                    Directory.CreateDirectory(folder);
                FeedSigner.CreateKeys(options.Key, options.PublicKey);
                RegistryLog.KeyMade(logger, options.Key, options.PublicKey);
            }

            // The public key follows from the private one, so that the two cannot be of different pairs.
            FeedSigner signer = FeedSigner.FromPem(options.Key);
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(options.Key));
            return new FeedKeys(signer, key.ExportSubjectPublicKeyInfoPem() + "\n", Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        }
        catch (Exception e) when (e is FeedException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryFault.Unavailable, $"Registry:Publish:Key: {e.Message}", e);
        }
    }

    public void Dispose() => Signer.Dispose();
}
