using FASTER.core;

namespace EirDiameter.Store;

/// <summary>Where a read that went to disk leaves its result. One per session.</summary>
internal sealed class DiskResult
{
    public ulong Value { get; set; }
}

/// <summary>
/// How FASTER reads and writes a value: 8 aligned octets, which the machine moves whole, so that no lock is needed between the one
/// writer and the readers. A struct, so that the runtime makes code without calls for it.
/// </summary>
internal readonly struct ListingFunctions<TKey>(DiskResult onDisk) : IFunctions<TKey, ulong, ulong, ulong, Empty>
{
    public bool SingleReader(ref TKey key, ref ulong input, ref ulong value, ref ulong dst, ref ReadInfo readInfo)
    {
        dst = Volatile.Read(ref value);
        return true;
    }

    public bool ConcurrentReader(ref TKey key, ref ulong input, ref ulong value, ref ulong dst, ref ReadInfo readInfo)
    {
        dst = Volatile.Read(ref value);
        return true;
    }

    public void ReadCompletionCallback(ref TKey key, ref ulong input, ref ulong output, Empty ctx, Status status, RecordMetadata recordMetadata) =>
        onDisk.Value = status.Found ? output : 0;

    public bool SingleWriter(
        ref TKey key, ref ulong input, ref ulong src, ref ulong dst, ref ulong output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
        dst = src;
        return true;
    }

    public void PostSingleWriter(
        ref TKey key, ref ulong input, ref ulong src, ref ulong dst, ref ulong output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    public bool ConcurrentWriter(ref TKey key, ref ulong input, ref ulong src, ref ulong dst, ref ulong output, ref UpsertInfo upsertInfo)
    {
        Volatile.Write(ref dst, src);
        return true;
    }

    // The store reads and writes; it never modifies in place by FASTER's RMW, nor deletes (0 = on no list).
    public bool NeedInitialUpdate(ref TKey key, ref ulong input, ref ulong output, ref RMWInfo rmwInfo) => false;

    public bool InitialUpdater(ref TKey key, ref ulong input, ref ulong value, ref ulong output, ref RMWInfo rmwInfo) => false;

    public void PostInitialUpdater(ref TKey key, ref ulong input, ref ulong value, ref ulong output, ref RMWInfo rmwInfo)
    {
    }

    public bool NeedCopyUpdate(ref TKey key, ref ulong input, ref ulong oldValue, ref ulong output, ref RMWInfo rmwInfo) => false;

    public bool CopyUpdater(ref TKey key, ref ulong input, ref ulong oldValue, ref ulong newValue, ref ulong output, ref RMWInfo rmwInfo) => false;

    public void PostCopyUpdater(ref TKey key, ref ulong input, ref ulong oldValue, ref ulong newValue, ref ulong output, ref RMWInfo rmwInfo)
    {
    }

    public bool InPlaceUpdater(ref TKey key, ref ulong input, ref ulong value, ref ulong output, ref RMWInfo rmwInfo) => false;

    public void RMWCompletionCallback(ref TKey key, ref ulong input, ref ulong output, Empty ctx, Status status, RecordMetadata recordMetadata)
    {
    }

    public bool SingleDeleter(ref TKey key, ref ulong value, ref DeleteInfo deleteInfo) => true;

    public void PostSingleDeleter(ref TKey key, ref DeleteInfo deleteInfo)
    {
    }

    public bool ConcurrentDeleter(ref TKey key, ref ulong value, ref DeleteInfo deleteInfo) => true;

    public void DisposeSingleWriter(
        ref TKey key, ref ulong input, ref ulong src, ref ulong dst, ref ulong output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    public void DisposeCopyUpdater(ref TKey key, ref ulong input, ref ulong oldValue, ref ulong newValue, ref ulong output, ref RMWInfo rmwInfo)
    {
    }

    public void DisposeInitialUpdater(ref TKey key, ref ulong input, ref ulong value, ref ulong output, ref RMWInfo rmwInfo)
    {
    }

    public void DisposeSingleDeleter(ref TKey key, ref ulong value, ref DeleteInfo deleteInfo)
    {
    }

    public void DisposeDeserializedFromDisk(ref TKey key, ref ulong value)
    {
    }

    public void CheckpointCompletionCallback(int sessionID, string sessionName, CommitPoint commitPoint)
    {
    }
}
