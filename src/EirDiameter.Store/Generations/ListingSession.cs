using System.Runtime.CompilerServices;
using FASTER.core;

namespace EirDiameter.Store;

/// <summary>One user's way into a <see cref="ListingTable{TKey}"/>. Used by one thread at a time.</summary>
internal sealed class ListingSession<TKey>(
    ClientSession<TKey, ulong, ulong, ulong, Empty, ListingFunctions<TKey>> session, DiskResult onDisk, DeviceFaults faults) : IDisposable
    where TKey : unmanaged
{
    private bool _undrained;

    /// <summary>Reads from memory. False = it lies on the disk; ask again with <see cref="ReadWaiting(TKey)"/>, from elsewhere.</summary>
    /// <param name="key">What to look for.</param>
    /// <param name="value">What is kept for it; 0 = nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(TKey key, out ulong value)
    {
        if (_undrained)
            Drain();
        ulong input = 0;
        value = 0;
        Status status = session.Read(ref key, ref input, ref value);
        if (status.Found)
            return true;
        value = 0;
        if (!status.IsPending)
            return true;
        _undrained = true;
        return false;
    }

    /// <summary>Reads, from the disk if need be, and waits for it.</summary>
    /// <exception cref="StoreException">The disk could not be read.</exception>
    public ulong ReadWaiting(TKey key) => ReadWaiting(key, out _);

    /// <summary>Reads, from the disk if need be, and waits for it.</summary>
    /// <param name="key">What to look for.</param>
    /// <param name="address">Where the current record lies in the log; 0 = there is none in memory.</param>
    /// <exception cref="StoreException">The disk could not be read.</exception>
    public ulong ReadWaiting(TKey key, out long address)
    {
        if (_undrained)
            session.CompletePending(wait: true);
        _undrained = false;
        bool inline = FileDevice.ReadInline;
        FileDevice.ReadInline = true;
        try
        {
            ulong input = 0;
            ulong value = 0;
            ReadOptions options = default;
            long faultsBefore = faults.Reads;
            Status status = session.Read(ref key, ref input, ref value, ref options, out RecordMetadata record);
            if (!status.IsPending)
            {
                address = status.Found ? record.Address : 0;
                return status.Found ? value : 0;
            }

            // Of a record on the disk FASTER tells where the search for it began, which may be another key's.
            address = 0;
            onDisk.Value = 0;
            session.CompletePending(wait: true);
            return faults.Reads == faultsBefore ? onDisk.Value : throw Unreadable();
        }
        finally
        {
            FileDevice.ReadInline = inline;
        }
    }

    /// <summary>Writes a value, in place if it can.</summary>
    /// <returns>False = a new record was written; if there was one before, it is outdated.</returns>
    public bool Write(TKey key, ulong value)
    {
        Status status = session.Upsert(ref key, ref value);
        if (status.IsPending)
            session.CompletePending(wait: true);
        return status.Record.InPlaceUpdated;
    }

    public void Dispose() => session.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Drain() => _undrained = !session.CompletePending(wait: false);

    private static StoreException Unreadable() =>
        new("the store's files cannot be read: check the disk, then restore the data directory or import the lists again");
}
