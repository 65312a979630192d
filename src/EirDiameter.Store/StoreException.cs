namespace EirDiameter.Store;

/// <summary>
/// The store cannot do what was asked: the message is one line that says what is wrong and what to do about it. Nothing was changed,
/// unless the message says otherwise.
/// </summary>
public class StoreException : Exception
{
    /// <summary>With what is wrong and what to do about it.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what to do about it, and what it came from.</summary>
    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
