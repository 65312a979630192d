namespace EirDiameter.Store;

/// <summary>
/// What went wrong on the disk. FASTER logs most device errors and goes on, so everything that must not be lost asks here before
/// it is called done.
/// </summary>
internal sealed class DeviceFaults
{
    private Exception? _lastWrite;
    private long _writes;
    private long _reads;

    /// <summary>The write that failed last and has not succeeded since; null when all is well.</summary>
    public Exception? LastWrite => Volatile.Read(ref _lastWrite);

    /// <summary>Failed writes since the beginning.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Failed reads since the beginning.</summary>
    public long Reads => Volatile.Read(ref _reads);

    public void NoteWrite(Exception cause)
    {
        Volatile.Write(ref _lastWrite, cause);
        Interlocked.Increment(ref _writes);
    }

    public void NoteRead() => Interlocked.Increment(ref _reads);

    /// <summary>A write that had failed has gone through.</summary>
    public void Recovered() => Volatile.Write(ref _lastWrite, null);
}
