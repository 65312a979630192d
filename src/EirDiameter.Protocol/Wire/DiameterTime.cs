namespace EirDiameter.Protocol;

/// <summary>The Time type, RFC 6733 4.3.1: seconds since 1900 in 32 bits, which overflow on 2036-02-07T06:28:16Z.</summary>
public static class DiameterTime
{
    private const long SecondsFrom1900To1970 = 2_208_988_800;
    private const long Era = 1L << 32;

    /// <summary>The moment meant. As RFC 4330 3 says: high bit set counts from 1900 (1968 to 2036), high bit clear from the overflow (2036 to 2104).</summary>
    public static DateTimeOffset FromSeconds(uint seconds)
    {
        long sinceEpoch = (seconds & 0x8000_0000) != 0 ? seconds : seconds + Era;
        return DateTimeOffset.FromUnixTimeSeconds(sinceEpoch - SecondsFrom1900To1970);
    }

    /// <summary>The 32 bits for a moment; fractions of a second are dropped. Moments outside 1968 to 2104 wrap.</summary>
    public static uint ToSeconds(DateTimeOffset moment) => unchecked((uint)(moment.ToUnixTimeSeconds() + SecondsFrom1900To1970));
}
