namespace EirDiameter.Store.Tests;

public sealed class FileDeviceTests
{
    [Fact]
    public async Task Writes_keep_no_thread_of_the_pool_on_which_others_are_answered_and_all_are_done()
    {
        const int Writes = 200;
        string folder = Directory.CreateTempSubdirectory("eir-device-").FullName;
        byte[] sector = GC.AllocateArray<byte>(512, pinned: true);
        int done = 0;
        int onPool = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (FileDevice device = new(Path.Combine(folder, "log"), new DeviceFaults(), WriteManner.Once))
        {
            device.Initialize(-1);
            nint source = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(sector, 0);
            for (int i = 0; i < Writes; i++)
            {
                device.WriteAsync(
                    source,
                    0,
                    (ulong)i * 512,
                    512,
                    (_, _, _) =>
                    {
                        if (Thread.CurrentThread.IsThreadPoolThread)
                            Interlocked.Increment(ref onPool);
                        if (Interlocked.Increment(ref done) == Writes)
                            all.SetResult();
                    },
                    null!);
            }

            await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(0, onPool);
        Directory.Delete(folder, recursive: true);
    }
}
