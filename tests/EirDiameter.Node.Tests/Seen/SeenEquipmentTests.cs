using EirDiameter.Equipment;
using EirDiameter.Node.Seen;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.Seen;

public sealed class SeenEquipmentTests : IDisposable
{
    private static readonly EquipmentKey Phone = new(35_693_803_564_380);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 30, 0, TimeSpan.Zero));
    private readonly SeenEquipment _seen;

    public SeenEquipmentTests() => _seen = new SeenEquipment(1024, _time);

    [Fact]
    public void Nothing_was_seen_at_first_not_even_the_key_of_zeros()
    {
        Assert.False(_seen.WasSeen(Phone));
        Assert.False(_seen.WasSeen(new EquipmentKey(0)));
        Assert.Equal(0, _seen.Count);
        Assert.True(_seen.IsExact);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(EquipmentKey.MaxImei)]
    [InlineData(EquipmentKey.MinMeid)]
    [InlineData(EquipmentKey.MaxMeid)]
    public void Keys_at_the_ends_are_seen_and_their_neighbours_are_not(ulong value)
    {
        Note(new EquipmentKey(value));

        Assert.True(_seen.WasSeen(new EquipmentKey(value)));
        Assert.False(_seen.WasSeen(new EquipmentKey(value ^ 1)));
        Assert.Equal([new EquipmentKey(value)], _seen.Sorted());
    }

    [Fact]
    public void What_is_seen_again_counts_once()
    {
        for (int i = 0; i < 3; i++) Note(Phone);
        _time.Advance(TimeSpan.FromHours(1));
        Note(Phone);

        Assert.Equal(1, _seen.Count);
    }

    [Theory]
    [InlineData(23, 59, true)]
    [InlineData(24, 29, true)]
    [InlineData(24, 30, false)]
    [InlineData(300, 0, false)]
    public void A_day_later_it_does_not_count_any_more(int hours, int minutes, bool expected)
    {
        Note(Phone);
        _time.Advance(new TimeSpan(hours, minutes, 0));

        Assert.Equal(expected, _seen.WasSeen(Phone));
        Assert.Equal(expected ? 1 : 0, _seen.Count);
    }

    [Fact]
    public void Hours_that_come_round_again_do_not_bring_it_back()
    {
        Note(Phone);
        for (int hour = 1; hour <= 600; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(hour <= 24, _seen.WasSeen(Phone));
            Assert.Equal(hour <= 24 ? 1 : 0, _seen.Count);
        }
    }

    [Fact]
    public void Equipment_seen_in_every_hour_of_a_fortnight_is_seen_all_along()
    {
        for (int hour = 0; hour < 14 * 24; hour++)
        {
            Note(Phone);
            _time.Advance(TimeSpan.FromHours(1));
            Assert.True(_seen.WasSeen(Phone));
        }
    }

    [Fact]
    public void A_clock_that_jumps_over_days_brings_nothing_back()
    {
        // 255 hours: the same hour of the round, without a sweep between.
        Note(Phone);
        _time.Advance(TimeSpan.FromHours(255));

        Assert.False(_seen.WasSeen(Phone));
        Assert.False(_seen.IsExact);
    }

    [Fact]
    public void A_clock_set_back_by_an_hour_loses_nothing()
    {
        int ahead = Hour() + 1;
        _seen.Note(Phone, ahead);

        Assert.True(_seen.WasSeen(Phone));
    }

    [Fact]
    public void All_that_was_seen_comes_in_order()
    {
        ulong[] values = [EquipmentKey.MinMeid, 2000, 1000, 500_000, 1001, 1999];
        foreach (ulong value in values) Note(new EquipmentKey(value));

        Assert.Equal(values.Order().Select(value => new EquipmentKey(value)), _seen.Sorted());
    }

    [Fact]
    public void A_full_memory_forgets_the_oldest_says_so_and_is_exact_again_a_day_later()
    {
        using SeenEquipment small = new(16, _time);
        small.Note(new EquipmentKey(1), Hour());
        _time.Advance(TimeSpan.FromHours(1));
        for (ulong key = 2; key < 200; key++) small.Note(new EquipmentKey(key), Hour());

        Assert.Equal(16, small.Count);
        Assert.False(small.WasSeen(new EquipmentKey(1)));
        Assert.True(small.WasSeen(new EquipmentKey(199)));
        Assert.False(small.IsExact);
        _time.Advance(TimeSpan.FromHours(25));
        Assert.True(small.IsExact);
    }

    [Fact]
    public void What_is_old_makes_room_without_a_word()
    {
        using SeenEquipment small = new(16, _time);
        for (ulong key = 0; key < 16 * 30; key++)
        {
            small.Note(new EquipmentKey(key % 4), Hour());
            small.Note(new EquipmentKey(1000 + key), Hour());
            _time.Advance(TimeSpan.FromHours(13));
        }

        Assert.True(small.IsExact);
    }

    [Property(MaxTest = 200)]
    public bool It_holds_what_a_set_with_times_holds(byte[] steps)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        using SeenEquipment seen = new(4096, time);
        Dictionary<ulong, int> model = [];
        foreach (byte step in steps)
        {
            if (step >= 200) time.Advance(TimeSpan.FromMinutes(30 * (step - 199)));
            ulong key = (ulong)(step % 50) * 7919;
            seen.Note(new EquipmentKey(key), HourOf(time));
            model[key] = HourOf(time);
        }

        time.Advance(TimeSpan.FromHours(steps.Length % 20));
        EquipmentKey[] expected = [.. model.Where(pair => HourOf(time) - pair.Value <= 24).Select(pair => new EquipmentKey(pair.Key)).Order()];
        return seen.IsExact && seen.Count == expected.Length && seen.Sorted().SequenceEqual(expected) && expected.All(seen.WasSeen);
    }

    [Property(MaxTest = 100)]
    public bool A_full_memory_never_says_more_than_was_seen(ushort[] keys)
    {
        using SeenEquipment small = new(16, _time);
        foreach (ushort key in keys) small.Note(new EquipmentKey(key), Hour());
        EquipmentKey[] held = small.Sorted();
        return held.Distinct().Count() == held.Length && held.All(key => keys.Contains((ushort)key.Value))
            && (small.IsExact ? held.Length == keys.Distinct().Count() : held.Length < keys.Distinct().Count());
    }

    [Fact]
    public void Many_at_once_lose_nothing_and_count_nothing_twice()
    {
        // As many keys as there is room for, so that all threads are after the same words at the same time.
        const int Threads = 4;
        const int Rounds = 20_000;
        SeenEquipment[] small = [.. Enumerable.Range(0, Rounds).Select(_ => new SeenEquipment(16, _time))];
        EquipmentKey[] keys = FullHouse();
        int hour = Hour();
        using Barrier start = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            foreach (SeenEquipment seen in small)
            {
                for (int i = 0; i < keys.Length; i++) seen.Note(keys[(i + thread) % keys.Length], hour);
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.All(small, seen => Assert.Equal(keys.Order(), seen.Sorted()));
        foreach (SeenEquipment seen in small) seen.Dispose();
    }

    [Fact]
    public void Noting_allocates_nothing()
    {
        int hour = Hour();
        _seen.Note(Phone, hour);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong key = 0; key < 100_000; key++)
        {
            _seen.Prepare(new EquipmentKey(key));
            _seen.Note(new EquipmentKey(key), hour + (int)(key / 10_000));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Room_is_what_was_asked_for_or_the_next_power_of_two()
    {
        using SeenEquipment odd = new(1025, _time);

        Assert.Equal(1024, _seen.Capacity);
        Assert.Equal(2048, odd.Capacity);
    }

    [Fact]
    public void At_a_quarter_of_the_room_next_to_nothing_is_lost()
    {
        using SeenEquipment large = new(1 << 16, _time);
        Random random = new(1);
        HashSet<ulong> keys = [];
        while (keys.Count < 1 << 14) keys.Add((ulong)random.NextInt64((long)EquipmentKey.MaxImei));
        foreach (ulong key in keys) large.Note(new EquipmentKey(key), Hour());

        Assert.InRange(large.Count, (long)(keys.Count * 0.999), keys.Count);
    }

    public void Dispose() => _seen.Dispose();

    // As many keys as the smallest memory holds.
    private EquipmentKey[] FullHouse()
    {
        List<EquipmentKey> keys = [];
        for (ulong candidate = 1; keys.Count < 16; candidate++)
        {
            using SeenEquipment probe = new(16, _time);
            foreach (EquipmentKey key in keys) probe.Note(key, Hour());
            probe.Note(new EquipmentKey(candidate), Hour());
            if (probe.IsExact) keys.Add(new EquipmentKey(candidate));
        }

        return [.. keys];
    }

    private static int HourOf(TimeProvider time) => SeenEquipment.HourOf(Validity.QuarterOf(time.GetUtcNow()));

    private int Hour() => HourOf(_time);

    private void Note(EquipmentKey key) => _seen.Note(key, Hour());
}
