using System.Collections.Concurrent;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace EirDiameter.Store;

/// <summary>What a <see cref="FileDevice"/> does with a write that fails, and when it reaches the medium.</summary>
internal enum WriteManner : byte
{
    /// <summary>A failed write is tried again until it succeeds: FASTER's pages wait in memory for room on the disk.</summary>
    Retry,

    /// <summary>A failed write is reported at once; what was written is forced to the medium when the device is closed.</summary>
    Once,

    /// <summary>A failed write is reported at once; each write is forced to the medium before it is reported done.</summary>
    Through,
}

/// <summary>
/// A log of FASTER in files. No caller waits for the disk, except where a worker asks for it with <see cref="ReadInline"/>. Reads run on the thread pool;
/// writes one after the other on a thread of their own, since a checkpoint has hundreds of them, and on the pool those who are answered would wait behind. Unlike FASTER's own device it notes every failure in <see cref="DeviceFaults"/>.
/// </summary>
internal sealed class FileDevice(string path, DeviceFaults faults, WriteManner manner)
    : StorageDeviceBase(path, Sector, Devices.CAPACITY_UNSPECIFIED)
{
    private const uint Sector = 512;
    private const uint Failed = uint.MaxValue;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    [ThreadStatic]
    private static bool _readInline;

    private readonly ConcurrentDictionary<int, SafeFileHandle> _segments = new();
    private readonly ConcurrentQueue<Transfer> _writes = new();
    private readonly Lock _opening = new();
    private int _writing;
    private int _inFlight;
    private volatile bool _closed;
    private volatile bool _written;

    /// <summary>Whether this thread does its reads itself and waits for them: for workers, never for the hot path.</summary>
    public static bool ReadInline
    {
        get => _readInline;
        set => _readInline = value;
    }

    /// <summary>Forces what was written to the medium.</summary>
    public void FlushToMedium()
    {
        foreach (SafeFileHandle segment in _segments.Values)
            RandomAccess.FlushToDisk(segment);
    }

    public override void WriteAsync(
        IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context)
    {
        Interlocked.Increment(ref _inFlight);
        _writes.Enqueue(new Transfer(this, true, segmentId, sourceAddress, (long)destinationAddress, (int)numBytesToWrite, callback, context));
        if (Interlocked.Exchange(ref _writing, 1) == 0)
            _ = BackgroundWork.Run(WriteAll);
    }

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        Interlocked.Increment(ref _inFlight);
        Transfer transfer = new(this, false, segmentId, destinationAddress, (long)sourceAddress, (int)readLength, callback, context);
        if (_readInline)
            transfer.Execute();
        else
            ThreadPool.UnsafeQueueUserWorkItem(transfer, preferLocal: false);
    }

    /// <summary>What is there; a segment that was never written has nothing. FASTER scans as far as this says.</summary>
    public override long GetFileSize(int segment)
    {
        FileInfo file = new(GetSegmentFilename(FileName, segment));
        return file.Exists ? file.Length : 0;
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        if (_segments.TryRemove(segment, out SafeFileHandle? handle))
            handle.Dispose();
        File.Delete(GetSegmentFilename(FileName, segment));
        callback(result);
    }

    public override void Dispose()
    {
        _closed = true;
        SpinWait wait = default;
        while (Volatile.Read(ref _inFlight) > 0)
            wait.SpinOnce();
        foreach (SafeFileHandle segment in _segments.Values)
        {
            if (manner == WriteManner.Once && _written)
                TryFlush(segment);
            segment.Dispose();
        }

        _segments.Clear();
    }

    private void WriteAll()
    {
        do
        {
            while (_writes.TryDequeue(out Transfer? write))
                write.Execute();
            Interlocked.Exchange(ref _writing, 0);
        }
        while (!_writes.IsEmpty && Interlocked.Exchange(ref _writing, 1) == 0);
    }

    private void TryFlush(SafeFileHandle segment)
    {
        try
        {
            RandomAccess.FlushToDisk(segment);
        }
        catch (IOException e)
        {
            faults.NoteWrite(e);
        }
    }

    // Reading makes no files: what is not there is zeros.
    private SafeFileHandle? Segment(int segment, bool make)
    {
        if (_segments.TryGetValue(segment, out SafeFileHandle? handle))
            return handle;
        lock (_opening)
        {
            if (_segments.TryGetValue(segment, out handle))
                return handle;
            if (!make && !File.Exists(GetSegmentFilename(FileName, segment)))
                return null;
            Directory.CreateDirectory(Path.GetDirectoryName(FileName)!);
            handle = File.OpenHandle(
                GetSegmentFilename(FileName, segment), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            _segments[segment] = handle;
            return handle;
        }
    }

    private unsafe void Write(int segment, IntPtr source, long offset, int length)
    {
        SafeFileHandle file = Segment(segment, make: true)!;
        RandomAccess.Write(file, new ReadOnlySpan<byte>((void*)source, length), offset);
        _written = true;
        if (manner == WriteManner.Through)
            RandomAccess.FlushToDisk(file);
    }

    private unsafe void Read(int segment, IntPtr destination, long offset, int length)
    {
        SafeFileHandle? file = Segment(segment, make: false);
        Span<byte> rest = new((void*)destination, length);
        while (rest.Length > 0)
        {
            int got = file is null ? 0 : RandomAccess.Read(file, rest, offset);
            if (got == 0)
            {
                // FASTER reads whole pages, also past the end of what it wrote: zeros are there.
                rest.Clear();
                return;
            }

            rest = rest[got..];
            offset += got;
        }
    }

    private sealed class Transfer(
        FileDevice device, bool isWrite, int segment, IntPtr memory, long offset, int length, DeviceIOCompletionCallback callback, object context)
        : IThreadPoolWorkItem
    {
        private bool _failedBefore;

        public void Execute()
        {
            uint error = 0;
            try
            {
                if (isWrite)
                    device.Write(segment, memory, offset, length);
                else
                    device.Read(segment, memory, offset, length);
                if (_failedBefore)
                    device.Faults.Recovered();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                if (isWrite && device.TryLater(this, e))
                {
                    _failedBefore = true;
                    return;
                }

                if (!isWrite)
                    device.ReadFailed(memory, length);
                error = Failed;
            }

            // FASTER runs what waits for a transfer inside its callback, which may close this very device: the transfer is over before.
            Interlocked.Decrement(ref device._inFlight);
            callback(error, error == 0 ? (uint)length : 0, context);
        }
    }

    private DeviceFaults Faults => faults;

    private bool TryLater(Transfer transfer, Exception cause)
    {
        faults.NoteWrite(cause);
        if (manner != WriteManner.Retry || _closed)
            return false;
        _ = RetryAsync(transfer);
        return true;
    }

    private static async Task RetryAsync(Transfer transfer)
    {
        await Task.Delay(RetryAfter).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        transfer.Execute();
    }

    private unsafe void ReadFailed(IntPtr memory, int length)
    {
        // FASTER would take what lies in the buffer for a record: zeros are none, and the counted fault says that the answer is not to be trusted.
        new Span<byte>((void*)memory, length).Clear();
        faults.NoteRead();
    }
}
