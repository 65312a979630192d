using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using EirDiameter.Node.Configuration;
using EirDiameter.Node.N17.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>What a client hears about its access token, and how keys are fetched.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task A_client_is_told_what_is_wrong_with_its_token()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, key.ExportSubjectPublicKeyInfoPem());
        try
        {
            await using ServedN17 n17 = await ServedN17.StartAsync(
                options: new N17Options { Url = "http://127.0.0.1:0", OAuth2 = new N17OAuth2Section { KeyFile = file } });
            long expires = n17.Time.GetUtcNow().ToUnixTimeSeconds() + 60;
            await ExpectAsync(n17, null, 401, "Bearer realm=\"n5g-eir-eic\"");
            await ExpectAsync(n17, "nonsense", 401, "Bearer realm=\"n5g-eir-eic\", error=\"invalid_token\"");
            await ExpectAsync(n17, Token(key, "other", expires), 403, "Bearer realm=\"n5g-eir-eic\", error=\"insufficient_scope\", scope=\"n5g-eir-eic\"");
            string good = Token(key, "n5g-eir-eic", expires);
            await ExpectAsync(n17, good, 404, null);
            n17.Time.Advance(TimeSpan.FromSeconds(60));
            await ExpectAsync(n17, good, 401, "Bearer realm=\"n5g-eir-eic\", error=\"invalid_token\"");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Keys_are_fetched_again_when_a_token_names_one_that_is_not_known()
    {
        using ECDsa first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa second = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        FakeTimeProvider time = ServedN17.Clock();
        KeyServer server = new();
        AccessTokens tokens = new(new N17OAuth2Section(), null, [], time);
        await using JwksFollower follower = new(new Uri("http://nrf.example.org/jwks"), tokens, time, NullLogger.Instance, server);
        long expires = time.GetUtcNow().ToUnixTimeSeconds() + 3600;

        // Not there yet: nobody is let in, and it is asked for again.
        Assert.Equal(AccessVerdict.NoKeys, tokens.Judge($"Bearer {Token(first, "n5g-eir-eic", expires, "1")}"));
        server.Keys = Jwks(first, "1");
        await UntilAsync(time, () => tokens.Judge($"Bearer {Token(first, "n5g-eir-eic", expires, "1")}") == AccessVerdict.Granted);

        server.Keys = Jwks(second, "2");
        await UntilAsync(time, () => tokens.Judge($"Bearer {Token(second, "n5g-eir-eic", expires, "2")}") == AccessVerdict.Granted);
        Assert.Equal(AccessVerdict.Invalid, tokens.Judge($"Bearer {Token(first, "n5g-eir-eic", expires, "1")}"));

        // Keys that cannot be fetched are no reason to forget those that are known.
        int asked = server.Asked;
        server.Keys = null;
        await UntilAsync(time, () =>
        {
            _ = tokens.Judge($"Bearer {Token(first, "n5g-eir-eic", expires, "3")}");
            return server.Asked > asked + 1;
        });
        Assert.Equal(AccessVerdict.Granted, tokens.Judge($"Bearer {Token(second, "n5g-eir-eic", expires, "2")}"));
        Assert.True(time.GetUtcNow() < ServedN17.Clock().GetUtcNow().AddMinutes(9));
    }

    // Time moves a second at a step, and the follower gets a moment to do what is due.
    private static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        for (int i = 0; i < 120; i++)
        {
            if (condition()) return;
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2);
        }

        Assert.Fail("It did not happen within two minutes");
    }

    private static async Task ExpectAsync(ServedN17 n17, string? token, int status, string? challenge)
    {
        (string, string)[] headers = token is null ? [] : [("Authorization", $"Bearer {token}")];
        ServedN17.Answer answer = await n17.CheckAsync("pei=imei-356938035643800", headers);
        Assert.Equal((status, "application/problem+json", challenge ?? ""), (answer.Status, answer.Type, answer.Response.Headers.WwwAuthenticate.ToString()));
    }

    private static string Token(ECDsa key, string scope, long expires, string? kid = null)
    {
        string header = kid is null ? "{\"alg\":\"ES256\"}" : $"{{\"alg\":\"ES256\",\"kid\":\"{kid}\"}}";
        string claims = JsonSerializer.Serialize(new { aud = "5G_EIR", scope, exp = expires });
        string signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Jwks(ECDsa key, string kid)
    {
        ECParameters p = key.ExportParameters(false);
        return $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"{{kid}}","x":"{{Base64UrlEncoder.Encode(p.Q.X)}}","y":"{{Base64UrlEncoder.Encode(p.Q.Y)}}"}]}""";
    }

    private sealed class KeyServer : HttpMessageHandler
    {
        private int _asked;

        public volatile string? Keys;

        public int Asked => Volatile.Read(ref _asked);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            HttpResponseMessage response = new(Keys is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK) { Content = new StringContent(Keys ?? "") };
            return Task.FromResult(response);
        }
    }
}
