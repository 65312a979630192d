namespace EirDiameter.Store.Tests;

public sealed class EditTests
{
    private const string A = "35693803564380";

    [Fact]
    public async Task What_is_added_is_found_and_what_is_removed_is_not()
    {
        await using TestStore test = await TestStore.OpenAsync();
        Assert.Equal(EditOutcome.Added, await test.AddAsync(A, "black", "stolen"));
        Assert.Equal(["local Equipment Black stolen"], test.Find(A));
        Assert.Equal(EditOutcome.Unchanged, await test.AddAsync(A, "black", "stolen"));
        Assert.Equal(EditOutcome.Changed, await test.AddAsync(A, "black", "lost"));
        Assert.Equal(["local Equipment Black lost"], test.Find(A));
        Assert.Equal(EditOutcome.Removed, await test.RemoveAsync(A));
        Assert.Equal(EditOutcome.NotListed, await test.RemoveAsync(A));
        Assert.Empty(test.Find(A));
    }

    [Fact]
    public async Task Lists_of_one_equipment_keep_their_own_reasons_and_times()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.AddAsync(A, "black", "stolen", effective: "2024-01-01");
        await test.AddAsync(A, "grey", "watch", expires: "2030-01-01");
        await test.AddAsync(A, "white");
        Assert.Equal(
            ["local Equipment Black stolen 2024-01-01", "local Equipment Grey watch  2030-01-01", "local Equipment White"], test.Find(A));
        await test.RemoveAsync(A, "grey");
        Assert.Equal(["local Equipment Black stolen 2024-01-01", "local Equipment White"], test.Find(A));
        await test.RemoveAsync(A, "white");
        Assert.Equal(["local Equipment Black stolen 2024-01-01"], test.Find(A));
        await test.CrashAsync();
        Assert.Equal(["local Equipment Black stolen 2024-01-01"], test.Find(A));
        Assert.Equal(1, test.Store.Status.Feeds[3].Black);
    }

    [Fact]
    public async Task Edits_that_each_give_a_reason_of_their_own_leave_room_for_the_reasons_of_other_feeds()
    {
        const int Room = ReasonTable.MaxEditedTexts;
        await using TestStore test = await TestStore.OpenAsync();
        await test.AddAsync(A, "black", "stolen", feed: "operator");
        string[] equipment = [.. Enumerable.Range(0, Room + 2).Select(i => $"35693900{i:D6}")];
        await Task.WhenAll(equipment[..^2].Select(e => test.AddAsync(e, "black", $"free text {e}", feed: "operator")));
        await test.AddAsync(equipment[^2], "black", "too much", feed: "operator");
        await test.CrashAsync();
        await test.Store.CheckpointAsync();
        await test.ReopenAsync();
        await test.AddAsync(equipment[^1], "black", "too much again", feed: "operator");

        Assert.Equal(Room, test.Store.Status.Reasons);
        Assert.Equal(["operator Equipment Black free text 35693900000007"], test.Find(equipment[7]));
        Assert.Equal(["operator Equipment Black (other)"], test.Find(equipment[^2]));
        Assert.Equal(["operator Equipment Black (other)"], test.Find(equipment[^1]));

        // What is known already, and what others say, is kept as it is.
        await test.AddAsync(equipment[^1], "black", "stolen", feed: "operator");
        await test.AddAsync(A, "grey", "a new one", feed: "local");
        await test.ImportAsync($"equipment,list,reason\n{A},grey,another\n");
        Assert.Equal(["operator Equipment Black stolen"], test.Find(equipment[^1]));
        Assert.Equal(["local Equipment Grey a new one", "national Equipment Grey another", "operator Equipment Black stolen"], test.Find(A));
    }

    [Fact]
    public async Task A_pair_speaks_only_of_its_own_subscriber()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.AddAsync(A, "white", imsi: "262011234567890");
        await test.AddAsync(A, "black", "stolen");
        Assert.Equal(["local Equipment Black stolen", "local Pair White"], test.Find(A, "262011234567890"));
        Assert.Equal(["local Equipment Black stolen"], test.Find(A, "262011234567891"));
        Assert.Equal(["local Equipment Black stolen"], test.Find(A));
    }

    [Fact]
    public async Task Edits_are_there_after_a_clean_stop_a_checkpoint_and_a_crash()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.AddAsync(A, "black", "stolen");
        await test.ReopenAsync();
        Assert.Equal(["local Equipment Black stolen"], test.Find(A));
        await test.AddAsync("35693803", "grey", "watch");
        await test.Store.CheckpointAsync();
        await test.AddAsync(A, "white", imsi: "262011234567890");
        await test.CrashAsync();
        await test.CrashAsync();
        Assert.Equal(["local Equipment Black stolen", "local Pair White", "local Tac Grey watch"], test.Find(A, "262011234567890"));
        Assert.Equal(3, test.Store.Status.Feeds[3].Sequence);
    }

    [Fact]
    public async Task A_feed_that_is_not_configured_any_more_keeps_what_only_the_journal_holds()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await test.Store.DisposeAsync();
        ListingStore with = await TestStore.OpenAsync(test.Options with { Feeds = ["police"] });
        await with.AddAsync("police", TestStore.Change(A, "black", "stolen"));
        await with.DisposeAsync();
        await test.ReopenAsync();
        Assert.Equal(["police Equipment Black stolen"], test.Find(A));
        Assert.Equal("police", test.Store.Feeds[4]);
    }

    [Fact]
    public async Task An_edit_that_is_not_valid_is_refused_with_the_reason()
    {
        await using TestStore test = await TestStore.OpenAsync();
        await Assert.ThrowsAsync<StoreException>(() => test.Store.AddAsync("nobody", TestStore.Change(A, "black")));
        await Assert.ThrowsAsync<StoreException>(() => test.Store.AddAsync("local", TestStore.Change(A, null)));
        Assert.False(ListingChange.TryParse("35693803", "white", null, "262011234567890", null, null, out _, out string? error));
        Assert.Equal("an IMSI cannot be given with a TAC or a range", error);
        Assert.Equal(0, test.Store.Status.Feeds[3].Sequence);
    }
}
