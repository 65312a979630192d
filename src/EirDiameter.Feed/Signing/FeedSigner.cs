using System.Security.Cryptography;
using System.Text;

namespace EirDiameter.Feed;

/// <summary>
/// Signs manifests: ES256 (ECDSA on P-256 with SHA-256, RFC 7518 3.4), the 64 octets of r and s as IEEE P1363 has them, in base64 on one line.
/// May be used by several threads at once.
/// </summary>
public sealed class FeedSigner : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    private FeedSigner(ECDsa key) => _key = key;

    /// <summary>Reads a private key from a PEM file, PKCS#8 or SEC 1.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.BadKey"/>: it cannot be read, or holds no private key on P-256.</exception>
    public static FeedSigner FromPem(string path) => new(PemKey.Read(path, isPrivate: true));

    /// <summary>Makes a pair of keys. Neither file may exist; the private one can be read by its owner alone.</summary>
    /// <exception cref="FeedException"><see cref="FeedFault.Disk"/>: a file exists or cannot be written; then neither is left.</exception>
    public static void CreateKeys(string privatePath, string publicPath)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteNew(privatePath, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            WriteNew(
                publicPath, key.ExportSubjectPublicKeyInfoPem(),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        catch (FeedException)
        {
            File.Delete(privatePath);
            throw;
        }
    }

    /// <summary>The content of the signature file: base64 on one line, without line end.</summary>
    /// <param name="manifest">The octets exactly as they are published.</param>
    public string Sign(ReadOnlySpan<byte> manifest)
    {
        lock (_lock)
            return Convert.ToBase64String(_key.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal bool Verify(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
            return SignatureText.Verify(_key, manifest, signature);
    }

    private static void WriteNew(string path, string pem, UnixFileMode mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        bool made = false;
        try
        {
            using FileStream file = new(path, options);
            made = true;
            file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (made)
                File.Delete(path);
            string advice = File.Exists(path) ? "a key is never written over: move the old one away first" : "check the folder, its rights and its disk";
            throw new FeedException(FeedFault.Disk, $"the key file {path} cannot be written ({e.Message}): {advice}", e);
        }
    }
}
