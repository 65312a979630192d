using System.Buffers.Text;
using System.Security.Cryptography;

namespace EirDiameter.Feed;

/// <summary>The signature file: base64 of 64 octets, with white space around it.</summary>
internal static class SignatureText
{
    /// <summary>Octets of the largest signature file that is read.</summary>
    public const int MaxBytes = 1024;

    private const int SignatureBytes = 64;

    public static bool Verify(ECDsa key, ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> line = text.Trim(" \t\r\n"u8);
        Span<byte> signature = stackalloc byte[SignatureBytes + 2];
        if (text.Length > MaxBytes || line.Length != Base64.GetMaxEncodedToUtf8Length(SignatureBytes)
            || Base64.DecodeFromUtf8(line, signature, out _, out int written) != System.Buffers.OperationStatus.Done || written != SignatureBytes)
            return false;
        return key.VerifyData(manifest, signature[..written], HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
