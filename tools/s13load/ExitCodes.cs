namespace EirDiameter.S13Load;

/// <summary>How the process ends.</summary>
internal static class ExitCodes
{
    /// <summary>Every request was answered, well-formed and as expected.</summary>
    public const int Good = 0;

    /// <summary>Something was not so, or there was no connection.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;
}
