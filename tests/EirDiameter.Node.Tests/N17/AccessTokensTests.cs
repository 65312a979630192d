using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.N17.Access;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>Tokens are made by hand here, so that bad ones can be made.</summary>
public sealed class AccessTokensTests : IDisposable
{
    private const string Instance = "7c2e1bb4-3a1d-4d0e-9b55-0e1f6f1b7a10";

    private static readonly string[] Extensions = ["b64"];
    private static readonly string[] OtherInstances = ["5e7a1a7e-0000-4000-8000-000000000000"];
    private static readonly string[] Instances = [.. OtherInstances, Instance.ToUpperInvariant()];

    private readonly FakeTimeProvider _time = ServedN17.Clock();
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public void Dispose()
    {
        _ec.Dispose();
        _rsa.Dispose();
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public void A_good_token_opens(string algorithm) => Assert.Equal(AccessVerdict.Granted, Tokens().Judge($"Bearer {Token(algorithm: algorithm)}"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic dXNlcjpwYXNz")]
    public void Without_a_token_it_is_missing(string? header) => Assert.Equal(AccessVerdict.Missing, Tokens().Judge(header));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("a.b.c.d.e")]
    public void Text_that_is_no_token_is_invalid(string text) => Assert.Equal(AccessVerdict.Invalid, Tokens().Judge($"Bearer {text}"));

    [Fact]
    public void A_token_of_another_time_audience_issuer_or_key_is_invalid()
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Invalid(Token(claims => claims["exp"] = now));
        Invalid(Token(claims => claims["exp"] = "soon"));
        Invalid(Token(claims => claims.Remove("exp")));
        Invalid(Token(claims => claims["nbf"] = now + 60));
        Invalid(Token(claims => claims["aud"] = "AMF"));
        Invalid(Token(claims => claims["aud"] = OtherInstances));
        Invalid(Token(claims => claims.Remove("aud")));
        Invalid(Token(claims => claims["iss"] = "somebody"));
        Invalid(Token(signer: data => stranger.SignData(data, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void The_algorithm_is_not_the_tokens_to_choose()
    {
        byte[] secret = Encoding.UTF8.GetBytes(_ec.ExportSubjectPublicKeyInfoPem());
        Invalid(Token(header: new() { ["alg"] = "none" }, signer: _ => []));
        Invalid(Token(header: new() { ["alg"] = "None" }, signer: _ => []));
        Invalid(Token(header: new() { ["alg"] = "HS256" }, signer: data => HMACSHA256.HashData(secret, data)));
        Invalid(Token(header: new() { ["alg"] = "ES256", ["crit"] = Extensions, ["b64"] = true }));
        Invalid(Token(header: new() { ["alg"] = "ES256", ["kid"] = "unknown" }));
        using ECDsa own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECParameters p = own.ExportParameters(false);
        object jwk = new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(p.Q.X), y = Base64UrlEncoder.Encode(p.Q.Y) };
        Invalid(Token(header: new() { ["alg"] = "ES256", ["jwk"] = jwk }, signer: data => own.SignData(data, HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void A_changed_octet_makes_it_invalid()
    {
        string[] parts = Token().Split('.');
        string claims = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("AMF", "SMF", StringComparison.Ordinal));
        Assert.NotEqual(parts[1], claims);
        Invalid($"{parts[0]}.{claims}.{parts[2]}");
        Invalid($"{parts[0]}.{parts[1]}.");
        Invalid($"{parts[0]}.{parts[1]}.{parts[2][..^4]}");
        Invalid($"{Token()}{new string('A', 20_000)}");
    }

    [Fact]
    public void The_audience_may_be_a_list_that_holds_this_instance() =>
        Assert.Equal(AccessVerdict.Granted, Tokens().Judge($"Bearer {Token(claims => claims["aud"] = Instances)}"));

    [Theory]
    [InlineData("n5g-eir-eic", AccessVerdict.Granted)]
    [InlineData("nudm-sdm n5g-eir-eic", AccessVerdict.Granted)]
    [InlineData("nudm-sdm", AccessVerdict.InsufficientScope)]
    [InlineData("n5g-eir-eic-admin", AccessVerdict.InsufficientScope)]
    [InlineData("", AccessVerdict.InsufficientScope)]
    public void The_scope_must_name_the_service(string scope, object expected) =>
        Assert.Equal((AccessVerdict)expected, Tokens().Judge($"Bearer {Token(claims => claims["scope"] = scope)}"));

    [Fact]
    public void What_was_good_is_not_good_any_more_when_it_expired_or_the_keys_changed()
    {
        AccessTokens tokens = Tokens();
        string header = $"Bearer {Token()}";
        Assert.Equal(AccessVerdict.Granted, tokens.Judge(header));
        Assert.Equal(AccessVerdict.Granted, tokens.Judge(header));

        using RSA other = RSA.Create(2048);
        tokens.Replace([new RsaSecurityKey(other)]);
        Assert.Equal(AccessVerdict.Invalid, tokens.Judge(header));
        tokens.Replace([new ECDsaSecurityKey(_ec)]);
        Assert.Equal(AccessVerdict.Granted, tokens.Judge(header));
        _time.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(AccessVerdict.Granted, tokens.Judge(header));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AccessVerdict.Invalid, tokens.Judge(header));
    }

    [Fact]
    public void Nothing_can_be_judged_before_there_are_keys() =>
        Assert.Equal(AccessVerdict.NoKeys, new AccessTokens(new N17OAuth2Section(), null, [], _time).Judge($"Bearer {Token()}"));

    [Fact]
    public void A_remembered_token_costs_no_memory()
    {
        AccessTokens tokens = Tokens();
        string header = $"Bearer {Token()}";
        for (int i = 0; i < 1000; i++) _ = tokens.Judge(header);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) _ = tokens.Judge(header);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Keys_are_read_from_PEM_and_from_key_sets()
    {
        string folder = Directory.CreateTempSubdirectory("eir-keys-").FullName;
        try
        {
            string Write(string name, string text)
            {
                string file = Path.Combine(folder, name);
                File.WriteAllText(file, text);
                return file;
            }

            ECParameters p = _ec.ExportParameters(false);
            string jwks = JsonSerializer.Serialize(new
            {
                keys = new object[]
                {
                    new { kty = "EC", crv = "P-256", use = "sig", kid = "one", x = Base64UrlEncoder.Encode(p.Q.X), y = Base64UrlEncoder.Encode(p.Q.Y) },
                    new { kty = "oct", kid = "two", k = "AAAA" },
                },
            });
            Assert.Equal(AccessVerdict.Granted, Judge(new() { KeyFile = Write("ec.pem", _ec.ExportSubjectPublicKeyInfoPem()) }, Token()));
            Assert.Equal(AccessVerdict.Granted, Judge(new() { KeyFile = Write("rsa.pem", _rsa.ExportSubjectPublicKeyInfoPem()) }, Token(algorithm: "RS256")));
            Assert.Equal(AccessVerdict.Granted, Judge(new() { JwksFile = Write("jwks.json", jwks) }, Token(header: new() { ["alg"] = "ES256", ["kid"] = "one" })));
            Assert.Equal(AccessVerdict.Granted, Judge(new() { JwksFile = Write("jwks.json", jwks) }, Token()));
            Assert.Equal(AccessVerdict.Invalid, Judge(new() { JwksFile = Write("jwks.json", jwks) }, Token(header: new() { ["alg"] = "ES256", ["kid"] = "three" })));
            Assert.StartsWith("N17:OAuth2:KeyFile: ", Refused(new() { KeyFile = Write("garbage", "garbage") }), StringComparison.Ordinal);
            Assert.StartsWith("N17:OAuth2:JwksFile: ", Refused(new() { JwksFile = Write("garbage", "garbage") }), StringComparison.Ordinal);
            Assert.StartsWith("N17:OAuth2:JwksFile: ", Refused(new() { JwksFile = Write("empty", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}") }), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Refused(N17OAuth2Section options) => Assert.Single(Assert.Throws<ConfigurationException>(() => TokenKeys.Load(options)).Errors);

    private AccessVerdict Judge(N17OAuth2Section options, string token) => new AccessTokens(options, Instance, TokenKeys.Load(options), _time).Judge($"Bearer {token}");

    private void Invalid(string token) => Assert.Equal(AccessVerdict.Invalid, Tokens().Judge($"Bearer {token}"));

    private AccessTokens Tokens() =>
        new(new N17OAuth2Section { Issuer = "nrf" }, Instance, [new ECDsaSecurityKey(_ec) { KeyId = "ec" }, new RsaSecurityKey(_rsa)], _time);

    private string Token(
        Action<Dictionary<string, object>>? change = null, string algorithm = "ES256", Dictionary<string, object>? header = null, Func<byte[], byte[]>? signer = null)
    {
        Dictionary<string, object> claims = new()
        {
            ["iss"] = "nrf",
            ["sub"] = "AMF",
            ["aud"] = "5G_EIR",
            ["scope"] = "n5g-eir-eic",
            ["exp"] = _time.GetUtcNow().ToUnixTimeSeconds() + 600,
        };
        change?.Invoke(claims);
        string signed = $"{Part(header ?? new() { ["alg"] = algorithm, ["typ"] = "JWT" })}.{Part(claims)}";
        byte[] data = Encoding.ASCII.GetBytes(signed);
        byte[] signature = signer is not null ? signer(data) : algorithm switch
        {
            "ES256" => _ec.SignData(data, HashAlgorithmName.SHA256),
            "PS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";

        static string Part(Dictionary<string, object> part) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(part));
    }
}
