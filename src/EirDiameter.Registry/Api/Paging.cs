namespace EirDiameter.Registry;

/// <summary>How much one page of an answer may hold.</summary>
internal static class Paging
{
    private const int Usual = 100;
    private const int Most = 10_000;

    /// <summary>The limit asked for, 1 to 10 000; 100 if none.</summary>
    /// <exception cref="RegistryException">It is out of bounds.</exception>
    public static int Limit(int? asked) => asked switch
    {
        null => Usual,
        >= 1 and <= Most => asked.Value,
        _ => throw new RegistryException(RegistryFault.Refused, $"limit: {asked} is not from 1 to {Most}"),
    };
}
