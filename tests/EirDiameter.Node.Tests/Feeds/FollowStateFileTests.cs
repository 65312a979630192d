using EirDiameter.Feed;
using EirDiameter.Node.Feeds;
using Xunit;

namespace EirDiameter.Node.Tests.Feeds;

public sealed class FollowStateFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 4, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-state-").FullName;

    private string FilePath => Path.Combine(_folder, "state.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_whole()
    {
        FollowState state = new()
        {
            Since = Now,
            LastSuccess = Now.AddHours(1),
            Verified = new AcceptedManifest("global", 1234, Now, Now.AddDays(1), new string('a', 64), new string('b', 64), 99, "\"tag\""),
            Manifest = "{}",
            Settled = true,
            Current = new FeedContents(1234, [new KeptSegment(new string('c', 64), 10, 2)], 1, 99, [new KeptSegment(new string('d', 64), 11, 3)]),
            Previous = FeedContents.Empty,
            Held = new HeldChange
            {
                Sha256 = new string('a', 64),
                Sequence = 1240,
                Created = Now,
                Since = Now,
                Guards = [new GuardTrip("MaxNewlyBlack", 1, 2, "too many")],
                Diff = new ChangeDiff { From = 1234, To = 1240, Before = 5, After = 7, Added = 2, NewlyBlack = 2, Blocked = ["35693803564380"] },
                Newer = new NewerHeld(new string('e', 64), 1250, Now, 100, [new GuardTrip("MaxShrinkPercent", 25, 30, "too few")]),
                ProducedSequence = 99,
                IsJudged = false,
            },
            HeldManifest = "{ }",
            Rejected = new RejectedChange(new string('f', 64), 1200, 98),
            Pinned = new Pin("anna", "wrong list", Now),
        };
        FollowStateFile file = new(_folder);

        file.Write(state);
        FollowState read = file.Read(out string? damage)!;
        file.Write(read);

        Assert.Null(damage);
        Assert.Equivalent(state, new FollowStateFile(_folder).Read(out _), strict: true);
    }

    [Fact]
    public void What_names_equipment_is_read_by_its_owner_alone()
    {
        new FollowStateFile(_folder).Write(new FollowState { Since = Now });

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Nothing_written_is_no_damage() => Assert.True(new FollowStateFile(Path.Combine(_folder, "none")).Read(out string? damage) is null && damage is null);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{ \"since\": ")]
    [InlineData("[]")]
    [InlineData("{ \"verified\": { \"sequence\": \"many\" } }")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public void A_damaged_file_is_said_to_be_damaged_and_survived(string text)
    {
        File.WriteAllText(FilePath, text);

        Assert.Null(new FollowStateFile(_folder).Read(out string? damage));
        Assert.NotNull(damage);
    }

    [Fact]
    public void What_a_newer_version_wrote_beside_is_passed_over()
    {
        File.WriteAllText(FilePath, "{ \"since\": \"2026-11-25T04:00:00+00:00\", \"mood\": \"good\" }");

        Assert.Equal(Now, new FollowStateFile(_folder).Read(out _)!.Since);
    }

    [Fact]
    public void What_cannot_be_written_leaves_what_was_there()
    {
        FollowStateFile file = new(_folder);
        file.Write(new FollowState { Since = Now });
        Directory.CreateDirectory(FilePath + ".next");

        Assert.ThrowsAny<Exception>(() => file.Write(new FollowState { Since = Now.AddDays(1) }));
        Assert.Equal(Now, file.Read(out _)!.Since);
    }
}
