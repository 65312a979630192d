namespace EirDiameter.Store;

/// <summary>An import was not approved (<see cref="ImportOptions.Approve"/>): the message says why. Nothing was changed.</summary>
public sealed class ImportRefusedException : StoreException
{
    /// <summary>With why it was not approved.</summary>
    public ImportRefusedException(string message)
        : base(message)
    {
    }
}
