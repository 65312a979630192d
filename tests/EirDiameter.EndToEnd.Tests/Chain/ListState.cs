using System.Globalization;
using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Chain;

/// <summary>All that a feed lists at one time, so that any mix of two of them shows.</summary>
internal sealed record ListState(IReadOnlySet<string> Phones, long Sequence)
{
    private const int Sample = 300;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Nothing.</summary>
    public static ListState Nothing { get; } = new(new HashSet<string>(), 0);

    /// <summary>Phones of one model.</summary>
    public static HashSet<string> Model(int tac, int count) =>
        [.. Enumerable.Range(0, count).Select(serial => string.Create(CultureInfo.InvariantCulture, $"{35_209_900 + tac}{serial:000000}"))];

    /// <summary>Has the registry list these phones and no others, and publishes that.</summary>
    public static async Task<ListState> PublishAsync(RegistryProcess registry, IReadOnlySet<string> phones)
    {
        await registry.Registrar.GiveListAsync(phones);
        await registry.Registrar.PublishAsync();
        return new ListState(phones, (await registry.PublishedAsync("global")).GetProperty("sequence").GetInt64());
    }

    /// <summary>
    /// Waits until the node is at this state's sequence, without a hand. A sequence that went back would not get there: followers refuse it.
    /// </summary>
    public Task ReachedByAsync(EirNode node) => Eventually.IsTrueAsync(
        $"the node is at {Sequence}",
        Limit,
        async () => await FeedStatus.OfAsync(node, "global") is { Fault: null, Held: null } status && status.Sequence == Sequence);

    /// <summary>Which of two states the node is in, by all that it is asked, by what it counts and by the sequence that it says it is at.</summary>
    public static async Task<ListState> FindAsync(EirNode node, ListState before, ListState after)
    {
        string[] common = Some(before.Phones.Intersect(after.Phones));
        string[] old = Some(before.Phones.Except(after.Phones)), added = Some(after.Phones.Except(before.Phones));
        await using DiameterClient mme = await node.ConnectAsync();
        string[] told = await mme.CheckManyAsync([.. common, .. old, .. added], window: 100);
        Assert.Equal(common.Length, told[..common.Length].Count(IsBlack));

        FeedStatus status = await FeedStatus.OfAsync(node, "global");
        ListState state = status.Sequence == after.Sequence ? after : before;
        int oldBlack = told.Skip(common.Length).Take(old.Length).Count(IsBlack), addedBlack = told.Skip(common.Length + old.Length).Count(IsBlack);
        (int, int) expected = state == before ? (old.Length, 0) : (0, added.Length);
        Assert.Equal((expected, state.Sequence, state.Phones.Count), ((oldBlack, addedBlack), status.Sequence, status.Listings));
        return state;
    }

    private static bool IsBlack(string answer) => answer == "black";

    private static string[] Some(IEnumerable<string> phones)
    {
        string[] all = [.. phones];
        int step = Math.Max(1, all.Length / Sample);
        return [.. all.Where((_, number) => number % step == 0)];
    }
}
