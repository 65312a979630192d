namespace EirDiameter.Store.Tests;

public sealed class HugePagesTests
{
    [Fact]
    public void What_lies_in_memory_is_the_same_after_its_pages_were_collapsed()
    {
        byte[] large = GC.AllocateUninitializedArray<byte>(64 << 20, pinned: true);
        new Random(7).NextBytes(large);
        byte[] before = System.Security.Cryptography.SHA256.HashData(large);

        int collapsed = HugePages.CollapseAll();

        Assert.Equal(before, System.Security.Cryptography.SHA256.HashData(large));
        Assert.True(collapsed == 0 || HugeKibibytes() > 0, $"{collapsed} pages were said to be large and none is");
    }

    private static long HugeKibibytes() =>
        File.ReadLines("/proc/self/smaps_rollup")
            .Where(line => line.StartsWith("AnonHugePages:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture));
}
