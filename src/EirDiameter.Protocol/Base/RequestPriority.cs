namespace EirDiameter.Protocol;

/// <summary>The priority of a request: DRMP, RFC 7944.</summary>
public static class RequestPriority
{
    /// <summary>PRIORITY_0, served before all others.</summary>
    public const int Highest = 0;

    /// <summary>PRIORITY_15, given up before all others.</summary>
    public const int Lowest = 15;

    /// <summary>What a request counts as that names none, or none that there is (RFC 7944 8).</summary>
    public const int Usual = 10;

    /// <summary>The priority of a message: 0 is the highest, 15 the lowest.</summary>
    public static int Of(ReadOnlySpan<byte> message)
    {
        AvpReader reader = AvpReader.OfMessage(message);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (avp.Is(AvpCodes.Drmp))
                return avp.TryReadUnsigned32(out uint value) ? Of(value) : Usual;
        }

        return Usual;
    }

    /// <summary>The priority that a DRMP says.</summary>
    public static int Of(uint value) => value <= Lowest ? (int)value : Usual;
}
