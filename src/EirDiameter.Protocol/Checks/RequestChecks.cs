namespace EirDiameter.Protocol;

/// <summary>The checks of a request that need no more than its header and the list of applications served.</summary>
public static class RequestChecks
{
    /// <summary>Octets of header needed to answer at all.</summary>
    public const int SmallestAnswerable = DiameterHeader.Size;

    /// <summary>
    /// Rows 1 to 6 for any request: version, length, header bits, application, command. For who receives messages before it is known
    /// which application they are for.
    /// </summary>
    /// <param name="request">The whole message as framed; at least 20 octets, or there is nothing to answer and no fault.</param>
    /// <param name="applications">Applications served here; the base protocol (0) is always served.</param>
    /// <returns>The first fault; none for a sound request, and none for an answer (R clear), which is never answered.</returns>
    public static Fault CheckHeader(ReadOnlySpan<byte> request, ReadOnlySpan<uint> applications)
    {
        if (!DiameterHeader.TryRead(request, out DiameterHeader header) || !header.IsRequest)
            return default;

        Fault fault = CheckFrame(header, request.Length);
        if (!fault.IsNone)
            return fault;

        CommandGrammar? grammar = CommandGrammar.Find(header.ApplicationId, header.CommandCode);
        if (grammar is not null && header.IsProxiable != grammar.IsProxiable)
            return Fault.InvalidHeaderBits;
        if (header.ApplicationId != Applications.Common && !applications.Contains(header.ApplicationId))
            return Fault.ApplicationUnsupported;
        return grammar is null ? Fault.CommandUnsupported : default;
    }

    /// <summary>Rows 1 to 3, as far as they do not depend on the command.</summary>
    private static Fault CheckFrame(in DiameterHeader header, int received)
    {
        if (header.Version != DiameterHeader.CurrentVersion)
            return Fault.UnsupportedVersion;
        if (header.Length != received || (header.Length & 3) != 0)
            return Fault.InvalidMessageLength;
        return header.IsError ? Fault.InvalidHeaderBits : default;
    }

    /// <summary>Every row for a request that must be this command. The slow and certain way: the answer decides which fault is named.</summary>
    internal static Fault Check(ReadOnlySpan<byte> request, LocalIdentity local, CommandGrammar grammar)
    {
        Fault fault = CheckHeader(request, [grammar.ApplicationId]);
        if (!fault.IsNone || request.Length < DiameterHeader.Size)
            return fault;

        DiameterHeader.TryRead(request, out DiameterHeader header);
        if (!header.IsRequest)
            return default;
        if (header.CommandCode != grammar.CommandCode || header.ApplicationId != grammar.ApplicationId)
            return Fault.CommandUnsupported;
        return new RequestInspection(request, local.Encoded, grammar, header.ApplicationId).Run();
    }
}
