using System.Collections.Concurrent;
using EirDiameter.Node.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace EirDiameter.Node.N17.Access;

/// <summary>
/// Checks access tokens (TS 33.501 13.4.1.1.2): a JWS by a key of the NRF, for this kind of NF or this instance, for this service, and of now.
/// What was found good is remembered until it expires, so that a token costs a signature check once. Any number of threads may ask at once.
/// </summary>
internal sealed class AccessTokens
{
    /// <summary>The scope that opens the service (TS 29.511 A.2).</summary>
    public const string Scope = "n5g-eir-eic";

    /// <summary>Tokens remembered.</summary>
    public const int MostRemembered = 1024;

    private const string Bearer = "Bearer ";
    private const int LongestToken = 16 * 1024;

    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };
    private readonly ConcurrentDictionary<string, DateTimeOffset> _good = new(StringComparer.Ordinal);
    private readonly TokenValidationParameters _parameters;
    private readonly TimeProvider _time;
    private IReadOnlyList<SecurityKey> _keys;

    public AccessTokens(N17OAuth2Section options, string? instanceId, IReadOnlyList<SecurityKey> keys, TimeProvider time)
    {
        _keys = keys;
        _time = time;
        _parameters = new TokenValidationParameters
        {
            // An algorithm of the token's own choosing ("none", or HMAC with a public key for its secret) is how such checks are fooled.
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            IssuerSigningKeyResolver = (_, _, kid, _) => KeysFor(kid),
            ValidateIssuer = options.Issuer is not null,
            ValidIssuer = options.Issuer,
            AudienceValidator = (audiences, _, _) => audiences.Any(audience => audience == options.Audience || (instanceId is not null && string.Equals(audience, instanceId, StringComparison.OrdinalIgnoreCase))),
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until),
        };
    }

    /// <summary>A token named a key that is not known: perhaps the NRF signs with a new one.</summary>
    public event Action? UnknownKey;

    /// <summary>Puts other keys in the place of those before; what they signed is forgotten.</summary>
    public void Replace(IReadOnlyList<SecurityKey> keys)
    {
        Volatile.Write(ref _keys, keys);
        _good.Clear();
    }

    /// <summary>Judges the value of a request's Authorization header.</summary>
    public AccessVerdict Judge(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization)) return AccessVerdict.Missing;
        DateTimeOffset now = _time.GetUtcNow();
        if (_good.TryGetValue(authorization, out DateTimeOffset until) && now < until) return AccessVerdict.Granted;
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AccessVerdict.Missing;
        return _keys.Count == 0 ? AccessVerdict.NoKeys : Validate(authorization, authorization[Bearer.Length..].Trim());
    }

    private AccessVerdict Validate(string authorization, string text)
    {
        IReadOnlyList<SecurityKey> keys = Volatile.Read(ref _keys);

        // Nothing is awaited inside: keys are at hand.
        TokenValidationResult result = _handler.ValidateTokenAsync(text, _parameters).GetAwaiter().GetResult();
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token || HasExtensions(token))
        {
            if (result.Exception is SecurityTokenSignatureKeyNotFoundException) UnknownKey?.Invoke();
            return AccessVerdict.Invalid;
        }

        if (!token.TryGetPayloadValue("scope", out object? scope) || scope is not string scopes || !scopes.Split(' ').Contains(Scope, StringComparer.Ordinal))
            return AccessVerdict.InsufficientScope;
        Remember(authorization, token, keys);
        return AccessVerdict.Granted;
    }

    private void Remember(string authorization, JsonWebToken token, IReadOnlyList<SecurityKey> keys)
    {
        if (_good.Count >= MostRemembered)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach ((string old, DateTimeOffset until) in _good)
            {
                if (until <= now) _good.TryRemove(old, out _);
            }

            if (_good.Count >= MostRemembered) _good.Clear();
        }

        _good[authorization] = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);

        // Judged by keys that were replaced meanwhile, it has to be judged again.
        if (!ReferenceEquals(keys, Volatile.Read(ref _keys))) _good.TryRemove(authorization, out _);
    }

    // RFC 7515 4.1.11: who does not understand what "crit" names must not accept the token. Nothing of that kind is understood here.
    private static bool HasExtensions(JsonWebToken token) => token.TryGetHeaderValue("crit", out object? _);

    // RFC 7519 4.1.4 and 4.1.5; TS 29.510 6.3.5.2.4 makes exp mandatory.
    private bool IsCurrent(DateTime? from, DateTime? until)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return until is not null && now < until && (from is null || from <= now);
    }

    // RFC 7515 4.1.4: a key id is a hint. A key without one may have signed anything.
    private IEnumerable<SecurityKey> KeysFor(string? kid) =>
        Volatile.Read(ref _keys).Where(key => string.IsNullOrEmpty(kid) || string.IsNullOrEmpty(key.KeyId) || key.KeyId == kid);
}
