namespace EirDiameter.Eirctl;

/// <summary>What the process tells its caller, the same for every command.</summary>
internal static class ExitCodes
{
    /// <summary>Done as asked.</summary>
    public const int Done = 0;

    /// <summary>Refused: the node said no, could not be reached, or the file could not be read.</summary>
    public const int Refused = 1;

    /// <summary>The command line is not one of ours.</summary>
    public const int Usage = 2;
}
