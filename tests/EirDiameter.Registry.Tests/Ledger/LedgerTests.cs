using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class LedgerTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Changes_are_numbered_without_gaps_and_each_entry_follows_the_one_before(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        for (int i = 0; i < 3; i++)
        {
            await test.Database.ChangeAsync(Actor.Registrar, "test", change =>
            {
                change.Record(new { Number = i });
                return Task.FromResult(change.Sequence);
            });
        }

        LedgerEntry[] entries = await EntriesAsync(test);
        Assert.Equal([1, 2, 3], entries.Select(e => e.Sequence));
        Assert.True(entries[0].Follows(""));
        Assert.True(entries[1].Follows(entries[0].Hash));
        Assert.True(entries[2].Follows(entries[1].Hash));
        Assert.Equal("""{"number":2}""", entries[2].Details);
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_change_that_fails_or_records_nothing_leaves_nothing(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        await Assert.ThrowsAsync<RegistryException>(() => test.Database.ChangeAsync<int>(Actor.Registrar, "test", async change =>
        {
            change.Record(new { Number = 1 });
            await change.Connection.ExecuteAsync("DELETE FROM migrations", transaction: change.Transaction);
            throw new RegistryException(RegistryFault.Refused, "no");
        }));
        await test.Database.ChangeAsync(Actor.Registrar, "test", async change =>
            await change.Connection.ExecuteAsync("DELETE FROM migrations", transaction: change.Transaction));

        Assert.Empty(await EntriesAsync(test));
        await test.ReopenAsync();
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Changes_from_many_sides_take_turns(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        await using RegistryDatabase other = await RegistryDatabase.OpenAsync(test.Options, test.Time);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? test.Database : other).ChangeAsync(Actor.Registrar, "test", change =>
        {
            change.Record(new { i });
            return Task.FromResult(0);
        }))));

        LedgerEntry[] entries = await EntriesAsync(test);
        Assert.Equal(20, entries.Length);
        string before = "";
        foreach (LedgerEntry entry in entries)
        {
            Assert.True(entry.Follows(before));
            before = entry.Hash;
        }
    }

    private static async Task<LedgerEntry[]> EntriesAsync(TestDatabase test)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        return [.. await connection.QueryAsync<LedgerEntry>(
            "SELECT sequence AS Sequence, time AS Time, participant AS Participant, name AS Name, action AS Action, details AS Details, hash AS Hash FROM ledger ORDER BY sequence")];
    }
}
