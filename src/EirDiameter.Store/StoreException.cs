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
        OutOfRoom = IsOutOfRoom(innerException);
    }

    /// <summary>Whether the disk has no room for it: it may be asked for again, as it is, when there is some.</summary>
    public bool OutOfRoom { get; init; }

    private static bool IsOutOfRoom(Exception? cause)
    {
        const int NoSpace = 28; // ENOSPC and EDQUOT of errno.h, and ERROR_DISK_FULL as a HRESULT.
        const int OverQuota = 122;
        const int DiskFull = unchecked((int)0x80070070);
        for (; cause is not null; cause = cause.InnerException)
        {
            if (cause is StoreException { OutOfRoom: true } or IOException { HResult: NoSpace or OverQuota or DiskFull })
                return true;
        }

        return false;
    }
}
