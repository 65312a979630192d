using System.Globalization;
using System.Runtime.InteropServices;

namespace EirDiameter.Store;

/// <summary>
/// Asks the kernel to back large tables by pages of 2 MiB. A lookup goes to two random places in hundreds of megabytes, and with pages of
/// 4 KiB the processor spends as long on finding the page as on reading it: measured with 10 million listings, a node answers half as much
/// again with large ones. A wish, not a need: a kernel that does not know it (before Linux 6.1) or has no memory in one piece says no.
/// </summary>
internal static partial class HugePages
{
    private const long PageBytes = 2L << 20;
    private const long WorthIt = 32L << 20;

    // MADV_COLLAPSE of linux/mman.h: copies what is there into a large page at once, instead of waiting for the kernel to get round to it.
    private const int Collapse = 25;

    private static int _running;

    /// <summary>Goes over the process's memory in the background, if tables take so much that it matters.</summary>
    public static void CollapseSoon(long tableBytes)
    {
        if (tableBytes < WorthIt || !OperatingSystem.IsLinux() || Interlocked.Exchange(ref _running, 1) != 0)
            return;
        _ = BackgroundWork.Run(static () =>
        {
            CollapseAll();
            Volatile.Write(ref _running, 0);
        });
    }

    /// <summary>How many large pages there are now where the kernel was asked for them.</summary>
    internal static int CollapseAll()
    {
        int collapsed = 0;
        try
        {
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                if (!TryReadAnonymous(line, out long from, out long to) || to - from < WorthIt / 4)
                    continue;
                for (long page = (from + PageBytes - 1) & ~(PageBytes - 1); page + PageBytes <= to; page += PageBytes)
                {
                    if (Advise((nint)page, (nuint)PageBytes, Collapse) == 0)
                        collapsed++;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc everything works, only slower.
        }

        return collapsed;
    }

    // "7f0000000000-7f0010000000 rw-p 00000000 00:00 0": no file behind it.
    private static bool TryReadAnonymous(string line, out long from, out long to)
    {
        from = to = 0;
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int dash = line.IndexOf('-', StringComparison.Ordinal);
        return parts.Length == 5 && parts[1] == "rw-p" && dash > 0
            && long.TryParse(parts[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out from)
            && long.TryParse(parts[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out to);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
