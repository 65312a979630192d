using System.Diagnostics;
using System.Globalization;

namespace EirDiameter.Feed.Tests;

public sealed class CrashTests
{
    private const int Kills = 25;

    [Fact]
    public async Task A_publisher_killed_at_any_moment_leaves_the_old_or_the_new()
    {
        using TempFolder folder = new();
        string key = folder.Below("feed.pem");
        FeedSigner.CreateKeys(key, folder.Below("feed.pub.pem"));
        using FeedSigner signer = FeedSigner.FromPem(key);
        string root = folder.Below("published");
        Random random = new(20261125);
        FollowerModel follower = new();
        long last = -1;
        for (int kill = 0; kill < Kills; kill++)
        {
            long acknowledged = await RunAndKillAsync(root, key, random.Next(1, 30), TimeSpan.FromMicroseconds(random.Next(8000)));
            Assert.True(acknowledged >= last, $"went back from {last} to {acknowledged} after kill {kill}");
            using FeedPublisher publisher = new(root, "global", signer, CrashHost.Options, TimeProvider.System);
            FeedManifest manifest = publisher.Current!;
            Assert.True(manifest.Sequence >= acknowledged, $"{acknowledged} was published, {manifest.Sequence} stands after kill {kill}");
            follower.Follow(manifest, s => Path.Combine(root, "segments", s.FileName));
            Assert.Equal(CrashHost.Listings(manifest.Sequence).ToHashSet(), follower.Listings.ToHashSet());
            FollowerModel newcomer = new();
            newcomer.Follow(manifest, s => Path.Combine(root, "segments", s.FileName));
            Assert.Equal(
                CrashHost.Made(manifest.Produced!.Sequence).Select(r => $"{r.Tac},0,{r.From:D6},{r.To:D6}"),
                manifest.Produced.Segments.SelectMany(s => FollowerModel.Lines(Path.Combine(root, "segments", s.FileName))));
            using FeedVerifier verifier = FeedVerifier.FromPem(folder.Below("feed.pub.pem"));
            byte[] octets = await File.ReadAllBytesAsync(Path.Combine(root, "manifest.json"));
            byte[] signature = await File.ReadAllBytesAsync(Path.Combine(root, "manifest.json.sig"));
            Assert.True(verifier.Verify(octets, signature));
            Assert.Equal(["lock", "manifest.json", "manifest.json.sig"], Directory.GetFiles(root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
            Assert.False(Directory.Exists(Path.Combine(root, "staging")));
            last = manifest.Sequence;
        }

        Assert.True(last > Kills);
    }

    private static async Task<long> RunAndKillAsync(string root, string key, int lines, TimeSpan then)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (string argument in (string[])["exec", typeof(CrashHost).Assembly.Location, "crash-host", root, key])
            info.ArgumentList.Add(argument);
        using Process host = Process.Start(info)!;
        long acknowledged = -1;
        for (int seen = 1; await host.StandardOutput.ReadLineAsync() is string line; seen++)
        {
            acknowledged = Math.Max(acknowledged, long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            if (seen != lines + 1)
                continue;
            // Somewhere within the next publication: spun, since no timer is that fine.
            long begin = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begin) < then)
                Thread.SpinWait(20);
            host.Kill();
        }

        await host.WaitForExitAsync();
        Assert.Equal(128 + 9, host.ExitCode);
        return acknowledged;
    }
}
