using System.Data.Common;
using Dapper;

namespace EirDiameter.Registry.Tests;

public sealed class LedgerVerifierTests
{
    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_ledger_as_it_was_written_is_intact(string provider)
    {
        await using TestDatabase test = await FilledAsync(provider);
        LedgerVerdict verdict = await VerifyAsync(test);
        Assert.True(verdict.IsIntact, verdict.Why);
        Assert.Equal((10, await HashAsync(test, 10)), (verdict.Entries, verdict.Head));
        Assert.True((await VerifyAsync(test, (4, await HashAsync(test, 4)))).IsIntact);
        await using TestDatabase empty = await TestDatabase.CreateAsync(provider);
        Assert.True((await VerifyAsync(empty)).IsIntact);
    }

    [Theory]
    [InlineData("UPDATE ledger SET details = '{\"number\":99}' WHERE sequence = 5", 5)]
    [InlineData("UPDATE ledger SET time = time + 1 WHERE sequence = 1", 1)]
    [InlineData("UPDATE ledger SET name = 'other' WHERE sequence = 10", 10)]
    [InlineData("UPDATE ledger SET action = 'other' WHERE sequence = 3", 3)]
    [InlineData("UPDATE ledger SET participant = 7 WHERE sequence = 3", 3)]
    [InlineData("UPDATE ledger SET hash = 'abc' WHERE sequence = 6", 6)]
    [InlineData("DELETE FROM ledger WHERE sequence = 4", 4)]
    [InlineData("DELETE FROM ledger WHERE sequence = 1", 1)]
    [InlineData("DELETE FROM ledger WHERE sequence = 10", 10)]
    [InlineData("DELETE FROM ledger", 1)]
    [InlineData("DELETE FROM ledger WHERE sequence > 7; UPDATE ledger_head SET sequence = 7", 8)]
    [InlineData("UPDATE ledger SET sequence = 99 WHERE sequence = 2; UPDATE ledger SET sequence = 2 WHERE sequence = 3; UPDATE ledger SET sequence = 3 WHERE sequence = 99", 2)]
    [InlineData("INSERT INTO ledger SELECT 11, time, participant, name, action, details, hash FROM ledger WHERE sequence = 10", 11)]
    public async Task Whatever_is_changed_removed_or_put_in_another_order_is_noticed(string tampering, long first)
    {
        foreach (string provider in new[] { "Sqlite", "PostgreSql" })
        {
            await using TestDatabase test = await FilledAsync(provider);
            await RunAsync(test, tampering);
            LedgerVerdict verdict = await VerifyAsync(test);
            Assert.Equal((provider, (long?)first), (provider, verdict.BadSequence));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_tail_that_is_removed_and_mended_is_noticed_by_what_was_noted_outside(string provider)
    {
        await using TestDatabase test = await FilledAsync(provider);
        (long, string) noted = (10, await HashAsync(test, 10));
        await RunAsync(test, "DELETE FROM ledger WHERE sequence > 7; UPDATE ledger_head SET sequence = 7, hash = (SELECT hash FROM ledger WHERE sequence = 7)");
        Assert.True((await VerifyAsync(test)).IsIntact);
        Assert.Equal(8, (await VerifyAsync(test, noted)).BadSequence);

        // And written on differently.
        for (int i = 0; i < 5; i++)
            await ChangeAsync(test, 100 + i);
        Assert.True((await VerifyAsync(test)).IsIntact);
        Assert.Equal(10, (await VerifyAsync(test, noted)).BadSequence);
    }

    private static async Task<TestDatabase> FilledAsync(string provider)
    {
        TestDatabase test = await TestDatabase.CreateAsync(provider);
        for (int i = 0; i < 10; i++)
            await ChangeAsync(test, i);
        return test;
    }

    private static Task<int> ChangeAsync(TestDatabase test, int number) => test.Database.ChangeAsync(Actor.Registrar, "test", change =>
    {
        change.Record(new { Number = number });
        return Task.FromResult(0);
    });

    private static Task<LedgerVerdict> VerifyAsync(TestDatabase test, (long, string)? noted = null) => LedgerVerifier.VerifyAsync(test.Database, noted, null, default);

    private static async Task<string> HashAsync(TestDatabase test, long sequence)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        return await connection.QuerySingleAsync<string>("SELECT hash FROM ledger WHERE sequence = @sequence", new { sequence });
    }

    private static async Task RunAsync(TestDatabase test, string sql)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
