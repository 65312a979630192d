namespace EirDiameter.Registry;

/// <summary>Names of manufacturers, as the TAC database writes them. Case and runs of blanks make no difference.</summary>
internal static class Makes
{
    /// <summary>The form in which two names are compared.</summary>
    public static string Fold(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
