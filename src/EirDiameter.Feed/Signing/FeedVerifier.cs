using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>Checks the signatures of <see cref="FeedSigner"/>. May be used by several threads at once.</summary>
public sealed class FeedVerifier : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private FeedVerifier(ECDsa key) => _key = key;

    /// <summary>Reads a public key from a PEM file.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.BadKey"/>: it cannot be read, or holds no public key on P-256, or a private one.</exception>
    public static FeedVerifier FromPem(string path) => new(PemKey.Read(path, isPrivate: false));

    /// <summary>Whether the owner of the key signed exactly these octets. Parse nothing of them before.</summary>
    /// <param name="manifest">The octets of `manifest.json` as fetched.</param>
    /// <param name="signature">The octets of `manifest.json.sig` as fetched; anything that is no signature is no signature of these.</param>
    public bool Verify(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
            return SignatureText.Verify(_key, manifest, signature);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
