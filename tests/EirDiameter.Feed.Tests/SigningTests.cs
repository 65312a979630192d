using System.Security.Cryptography;
using System.Text;

namespace EirDiameter.Feed.Tests;

public sealed class SigningTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Private => _folder.Below("feed.pem");

    private string Public => _folder.Below("feed.pub.pem");

    [Fact]
    public void What_was_signed_verifies_and_nothing_else_does()
    {
        FeedSigner.CreateKeys(Private, Public);
        using FeedSigner signer = FeedSigner.FromPem(Private);
        using FeedVerifier verifier = FeedVerifier.FromPem(Public);
        byte[] manifest = Encoding.UTF8.GetBytes("{ \"format\": 1 }");
        byte[] signature = Encoding.ASCII.GetBytes(signer.Sign(manifest));

        Assert.Equal(64, Convert.FromBase64String(Encoding.ASCII.GetString(signature)).Length);
        Assert.True(verifier.Verify(manifest, signature));
        Assert.True(verifier.Verify(manifest, [.. signature, (byte)'\r', (byte)'\n']));
        for (int i = 0; i < manifest.Length; i++)
        {
            byte[] other = [.. manifest];
            other[i] ^= 1;
            Assert.False(verifier.Verify(other, signature));
        }

        Assert.False(verifier.Verify([.. manifest, (byte)' '], signature));
        byte[] forged = Convert.FromBase64String(Encoding.ASCII.GetString(signature));
        forged[40] ^= 1;
        Assert.False(verifier.Verify(manifest, Encoding.ASCII.GetBytes(Convert.ToBase64String(forged))));
        foreach (string text in (string[])["", "x", Convert.ToBase64String(new byte[64]), Convert.ToBase64String(new byte[63]), Convert.ToBase64String(new byte[65]), new string('A', 100_000), new string('=', 88)])
            Assert.False(verifier.Verify(manifest, Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void The_signature_is_ES256_as_any_other_library_makes_it()
    {
        FeedSigner.CreateKeys(Private, Public);
        byte[] manifest = [1, 2, 3];
        using ECDsa other = ECDsa.Create();
        other.ImportFromPem(File.ReadAllText(Private));
        byte[] signature = other.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        using FeedVerifier verifier = FeedVerifier.FromPem(Public);
        Assert.True(verifier.Verify(manifest, Encoding.ASCII.GetBytes(Convert.ToBase64String(signature))));
    }

    [Fact]
    public void Another_key_does_not_verify()
    {
        FeedSigner.CreateKeys(Private, Public);
        FeedSigner.CreateKeys(_folder.Below("other.pem"), _folder.Below("other.pub.pem"));
        using FeedSigner signer = FeedSigner.FromPem(_folder.Below("other.pem"));
        using FeedVerifier verifier = FeedVerifier.FromPem(Public);
        Assert.False(verifier.Verify([1], Encoding.ASCII.GetBytes(signer.Sign([1]))));
    }

    [Fact]
    public void The_private_key_is_its_owners_alone_and_no_key_is_written_over()
    {
        FeedSigner.CreateKeys(Private, Public);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Private));
        string before = File.ReadAllText(Private);
        FeedException refused = Assert.Throws<FeedException>(() => FeedSigner.CreateKeys(Private, _folder.Below("new.pub.pem")));
        Assert.Equal(FeedFault.Disk, refused.Fault);
        Assert.Contains("never written over", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Private));

        Assert.Throws<FeedException>(() => FeedSigner.CreateKeys(_folder.Below("new.pem"), Public));
        Assert.False(File.Exists(_folder.Below("new.pem")));
    }

    [Fact]
    public void Keys_of_the_wrong_kind_are_named()
    {
        FeedSigner.CreateKeys(Private, Public);
        AssertBad(() => FeedVerifier.FromPem(Private), "give the follower the public one");
        AssertBad(() => FeedSigner.FromPem(Public), "no private key");
        AssertBad(() => FeedVerifier.FromPem(_folder.Below("missing.pem")), "cannot be read");
        AssertBad(() => FeedVerifier.FromPem(_folder.Path), "cannot be read");
        AssertBad(() => FeedVerifier.FromPem(Write("garbage")), "is not a PEM file");
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        AssertBad(() => FeedVerifier.FromPem(Write(p384.ExportSubjectPublicKeyInfoPem())), "another curve");
        using RSA rsa = RSA.Create(2048);
        AssertBad(() => FeedVerifier.FromPem(Write(rsa.ExportSubjectPublicKeyInfoPem())), "is not a PEM file with an ECDSA public key");
        AssertBad(() => FeedSigner.FromPem(Write(rsa.ExportPkcs8PrivateKeyPem())), "is not a PEM file with an ECDSA private key");
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertBad(Action read, string why)
    {
        FeedException refused = Assert.Throws<FeedException>(read);
        Assert.Equal(FeedFault.BadKey, refused.Fault);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private string Write(string pem)
    {
        string path = _folder.Below("written.pem");
        File.WriteAllText(path, pem);
        return path;
    }
}
