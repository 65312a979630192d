using System.Data.Common;
using Dapper;
using EirDiameter.Equipment;
using FsCheck;
using FsCheck.Fluent;

namespace EirDiameter.Registry.Tests;

public sealed class ClaimsTests
{
    private static readonly EquipmentKey Phone = new(35_693803_564380);

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task Feeds_list_what_the_standing_claims_say_and_the_changes_tell_how_it_came(string provider)
    {
        for (int round = 0; round < 8; round++)
        {
            await using TestDatabase test = await TestDatabase.CreateAsync(provider);
            Model model = new();
            Random random = new(round);
            for (int step = 0; step < 25; step++)
                await StepAsync(test, model, random);

            Dictionary<string, string> listings = await ListingsAsync(test);
            Assert.Equal(model.Listings(Model.Now), listings);
            Assert.Equal(listings, await ReplayAsync(test));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task The_oldest_standing_reason_counts_and_the_widest_validity(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        (long, long) first = (await AddAsync(test, Black("stolen pk", new Validity(100, Model.Now + 200))))[0];
        await AddAsync(test, Black("lost in", new Validity(150, Validity.MaxQuarters)));
        Assert.Equal("stolen pk 100-4194303", await OneAsync(test));

        await WithdrawAsync(test, first);
        Assert.Equal("lost in 150-4194303", await OneAsync(test));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_claim_that_changes_no_listing_makes_no_change(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test, Black("stolen pk", new Validity(100, 200)));
        (long, long) second = (await AddAsync(test, Black("lost in", new Validity(120, 180))))[0];
        await WithdrawAsync(test, second);
        await WithdrawAsync(test, second);

        Assert.Equal(1, await ChangesAsync(test));
        Assert.Equal("stolen pk 100-200", await OneAsync(test));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task What_is_taken_back_and_made_again_in_one_change_was_not_changed(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        (long, long) first = (await AddAsync(test, Black("stolen pk", Validity.Always)))[0];
        await test.Database.ChangeAsync(Actor.Registrar, "test", async change =>
        {
            change.Record(new { });
            await Claims.WithdrawAsync(change, [first]);
            await Claims.AddAsync(change, [Black("stolen pk", new Validity(5, 9))]);
            return await Claims.AddAsync(change, [Black("stolen pk", Validity.Always)]);
        });

        Assert.Equal(1, await ChangesAsync(test));
        Assert.Equal("stolen pk 0-4194303", await OneAsync(test));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task A_claim_whose_time_is_over_neither_makes_a_later_one_begin_at_once_nor_lends_it_its_reason(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test, Black("stolen pk", new Validity(Model.Now - 100, Model.Now)));
        await AddAsync(test, Black("lost in", new Validity(Model.Now + 100, Validity.MaxQuarters)));
        Assert.Equal($"lost in {Model.Now + 100}-4194303", await OneAsync(test));

        (long, long) gone = (await AddAsync(test, Black("lost gb", Validity.Always)))[0];
        await WithdrawAsync(test, gone);
        Assert.Equal($"lost in {Model.Now + 100}-4194303", await OneAsync(test));
    }

    [Theory, MemberData(nameof(TestDatabase.Both), MemberType = typeof(TestDatabase))]
    public async Task When_the_time_of_one_comes_to_an_end_what_is_left_is_what_the_others_want(string provider)
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(provider);
        await AddAsync(test, Black("stolen pk", new Validity(Model.Now - 100, Model.Now + 4)));
        await AddAsync(test, Black("lost in", new Validity(Model.Now + 1000, Validity.MaxQuarters)));
        Assert.Equal($"stolen pk {Model.Now - 100}-4194303", await OneAsync(test));

        DateTimeOffset since = test.Time.GetUtcNow();
        test.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await ExpireAsync(test, since));
        Assert.Equal($"lost in {Model.Now + 1000}-4194303", await OneAsync(test));
        Assert.Equal(await ListingsAsync(test), await ReplayAsync(test));
        Assert.Equal(0, await ExpireAsync(test, since));

        static Task<long> ExpireAsync(TestDatabase test, DateTimeOffset since) => test.Database.ChangeAsync(Actor.Registry, "test", change =>
        {
            change.Record(new { });
            return Claims.ExpireAsync(change, since);
        });
    }

    [Fact]
    public void Listings_are_ordered_as_the_segments_of_a_feed_are()
    {
        Gen<FeedListing> listings = Gen.Elements([.. Enumerable.Range(0, 300).Select(i => Model.Some(new Random(i)))]);
        Prop.ForAll(Arb.From(Gen.ArrayOf(listings, 30)), some =>
        {
            FeedListing[] expected = [.. some.OrderBy(l => l.Bucket).ThenBy(l => l.IsRange ? 2 : l.Imsi.IsNone ? 0 : 1).ThenBy(l => l.From.Value)
                .ThenBy(l => l.To.Value).ThenBy(l => l.Imsi.Value).ThenBy(l => (int)l.List)];
            Claim[] claims = [.. some.Select(l => new Claim("report", "global", l))];
            return ClaimOrder.ByListing(claims).Select(i => claims[i].Listing).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    private static Claim Black(string reason, Validity validity) => new("report", "global", new FeedListing(Phone, Phone, Imsi.None, EquipmentList.Black, reason, validity));

    private static async Task StepAsync(TestDatabase test, Model model, Random random)
    {
        Actor actor = new(random.Next(1, 4), "participant", Role.Administration, "pk");
        await test.Database.ChangeAsync(actor, "test", async change =>
        {
            change.Record(new { });
            for (int part = random.Next(1, 4); part > 0; part--)
            {
                if (random.Next(3) > 0)
                {
                    Claim[] claims = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => new Claim("report", random.Next(2) == 0 ? "global" : "pk", Model.Some(random)))];
                    model.Add(change.Sequence, await Claims.AddAsync(change, claims), claims);
                }
                else
                {
                    (long, long)[] ids = [.. model.Made.Where(_ => random.Next(3) == 0)];
                    await Claims.WithdrawAsync(change, [.. ids, .. ids.Take(2)]);
                    model.Withdraw(ids);
                }
            }

            return 0;
        });
    }

    private static async Task<(long Sequence, long Ordinal)[]> AddAsync(TestDatabase test, params Claim[] claims) =>
        await test.Database.ChangeAsync(Actor.Registrar, "test", async change =>
        {
            change.Record(new { });
            long first = await Claims.AddAsync(change, claims);
            return claims.Select((_, i) => (change.Sequence, first + i)).ToArray();
        });

    private static Task<int> WithdrawAsync(TestDatabase test, params (long Sequence, long Ordinal)[] ids) =>
        test.Database.ChangeAsync(Actor.Registrar, "test", async change =>
        {
            change.Record(new { });
            await Claims.WithdrawAsync(change, ids);
            return 0;
        });

    private static async Task<string> OneAsync(TestDatabase test) => Assert.Single(await ListingsAsync(test)).Value;

    private static async Task<long> ChangesAsync(TestDatabase test)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM listing_changes");
    }

    private static async Task<Dictionary<string, string>> ListingsAsync(TestDatabase test)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT feed, bucket, key_from, key_to, imsi, list, reason, effective, expires FROM listings";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        Dictionary<string, string> found = [];
        while (await reader.ReadAsync())
        {
            FeedListing listing = ListingRow.Read(reader, key: 2, value: 6);
            Assert.Equal(listing.Bucket, reader.GetInt64(1));
            found.Add(Model.KeyOf(reader.GetString(0), listing), Model.ValueOf(listing.Reason, listing.Validity));
        }

        return found;
    }

    private static async Task<Dictionary<string, string>> ReplayAsync(TestDatabase test)
    {
        await using DbConnection connection = await test.Database.OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT feed, key_from, key_to, imsi, list, COALESCE(after_reason, ''), COALESCE(after_effective, 0), COALESCE(after_expires, 0),
                after_reason, before_reason, before_effective, before_expires
            FROM listing_changes ORDER BY sequence
            """;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        Dictionary<string, string> state = [];
        while (await reader.ReadAsync())
        {
            FeedListing listing = ListingRow.Read(reader, key: 1, value: 5);
            string key = Model.KeyOf(reader.GetString(0), listing);
            string? before = reader.IsDBNull(9) ? null : $"{reader.GetString(9)} {reader.GetInt64(10)}-{reader.GetInt64(11)}";
            string? after = reader.IsDBNull(8) ? null : Model.ValueOf(listing.Reason, listing.Validity);
            Assert.Equal(state.GetValueOrDefault(key), before);
            Assert.NotEqual(before, after);
            state.Remove(key);
            if (after is not null)
                state.Add(key, after);
        }

        return state;
    }
}
