namespace EirDiameter.Conformance.Targets;

/// <summary>What can come from a target.</summary>
internal enum ArrivalKind
{
    /// <summary>A message, whole by its length field.</summary>
    Message,

    /// <summary>Octets that can be no message: a length under 20, or the connection ended within one.</summary>
    Garbage,

    /// <summary>The target closed the connection (TCP FIN).</summary>
    End,

    /// <summary>The target reset the connection (TCP RST).</summary>
    Reset,
}

/// <summary>Something that came from the target.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Octets">The octets; none for the end of a connection.</param>
/// <param name="At">Timestamp of the time provider when it was read.</param>
internal sealed record Arrival(ArrivalKind Kind, byte[] Octets, long At)
{
    /// <summary>True when nothing can come after it.</summary>
    public bool IsEnd => Kind is ArrivalKind.End or ArrivalKind.Reset;
}
