namespace EirDiameter.Conformance.Cases;

/// <summary>How much a case weighs, in the words of RFC 2119.</summary>
internal enum Level
{
    /// <summary>A failure fails the run.</summary>
    Must,

    /// <summary>A failure is reported, and fails nothing.</summary>
    Should,

    /// <summary>A failure is reported, and fails nothing.</summary>
    May,
}
