using System.Collections.Concurrent;
using System.Net;
using EirDiameter.Conformance.Fuzzing;
using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Targets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Fuzzing;

public sealed class FuzzRunTests
{
    [Fact]
    public void Nothing_is_found_in_a_server_that_does_nothing_wrong_and_it_gets_every_mutation()
    {
        ConcurrentDictionary<string, bool> seen = new();
        using TinyEir eir = new((request, right) =>
        {
            seen[Convert.ToHexString(request)] = true;
            return right.Encode();
        })
        { Other = (octets, _) => seen[Convert.ToHexString(octets)] = true };
        Assert.Equal("", Run(eir.Address, out FuzzRun run));
        Assert.Equal(500, run.Counters.Judged);
        Assert.Equal(0, Unseen(seen, 500));
        Assert.Equal(0, eir.Early);
    }

    [Fact]
    public void A_server_that_turns_some_connections_away_gets_every_mutation_nevertheless()
    {
        ConcurrentDictionary<string, bool> seen = new();
        using TinyEir eir = new((request, right) =>
        {
            seen[Convert.ToHexString(request)] = true;
            return right.Encode();
        })
        {
            IsReluctant = true,
            Other = (octets, _) => seen[Convert.ToHexString(octets)] = true,
        };
        Run(eir.Address, out FuzzRun run, only: "*@open", count: 200);
        Assert.Null(run.Counters.Death);
        Assert.Equal(200, run.Counters.Judged);
        Assert.Equal(0, Unseen(seen, 200));
    }

    [Fact]
    public void Whoever_ends_connections_at_will_gets_every_mutation_nevertheless()
    {
        ConcurrentDictionary<string, bool> seen = new();
        using TinyEir eir = new((request, right) =>
        {
            seen[Convert.ToHexString(request)] = true;
            return right.Encode();
        })
        {
            Other = (octets, socket) =>
            {
                seen[Convert.ToHexString(octets)] = true;
                socket.Close();
            },
        };
        Assert.Equal("", Run(eir.Address, out FuzzRun run));
        Assert.Equal(500, run.Counters.Judged);
        Assert.Equal(0, Unseen(seen, 500));
    }

    [Fact]
    public void White_for_black_is_found()
    {
        using TinyEir eir = new((request, right) => IsMutated(request) && Status(right) == 1 ? WithStatus(right, 0).Encode() : right.Encode());
        string text = Run(eir.Address, out _);
        Assert.Contains("FINDING Safety", text, StringComparison.Ordinal);
        Assert.Contains("again: fuzz --seed 7 --only-index ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_is_found_again_by_its_index()
    {
        using TinyEir eir = new((request, right) => IsMutated(request) && Status(right) == 1 ? WithStatus(right, 0).Encode() : right.Encode());
        string text = Run(eir.Address, out _);
        string sent = Line(text, "  sent ");
        long index = long.Parse(Line(text, "  again: fuzz --seed 7 --only-index ").Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        string again = Run(eir.Address, out FuzzRun run, indices: [index]);
        Assert.Contains(sent, again, StringComparison.Ordinal);
        Assert.Equal(1, run.Counters.Judged);
    }

    [Fact]
    public void An_answer_that_cannot_be_decoded_is_found()
    {
        using TinyEir eir = new((request, right) =>
        {
            byte[] answer = right.Encode();
            if (IsMutated(request))
                answer[26] = 0xFF;
            return answer;
        });
        Assert.Contains("FINDING WellFormed: sends a message that cannot be decoded", Run(eir.Address, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_E_bit_is_found()
    {
        using TinyEir eir = new((request, right) =>
        {
            byte[] answer = right.Encode();
            answer[4] &= 0xDF;
            return answer;
        });
        Assert.Contains("FINDING WellFormed: answers 3001 without the E bit", Run(eir.Address, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_no_longer_answers_is_found_with_the_mutation_that_did_it()
    {
        // An application that nobody has makes this server fall silent on the connection for good.
        ConcurrentDictionary<int, bool> silent = new();
        using TinyEir eir = new((request, right) =>
        {
            int thread = Environment.CurrentManagedThreadId;
            if (right.Application == 99999999)
                silent[thread] = true;
            if (right.Command == 257)
                silent.TryRemove(thread, out _);
            return silent.ContainsKey(thread) ? null : right.Encode();
        });
        string text = Run(eir.Address, out _, only: "application@open", count: 12, answerSeconds: 0.3);
        Assert.Contains("FINDING Liveness: no longer answers on a connection", text, StringComparison.Ordinal);
        Assert.Contains("05f5e0ff", Line(text, "  sent "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_dies_is_found_with_what_went_before()
    {
        TinyEir? eir = null;
        using TinyEir used = eir = new TinyEir((request, right) =>
        {
            if (IsMutated(request) && right.Application == 99999999)
                eir!.Die();
            return right.Encode();
        });
        string text = Run(eir.Address, out FuzzRun run, answerSeconds: 0.3);
        Assert.Contains("FINDING Liveness: accepts no new connection", text, StringComparison.Ordinal);
        Assert.Contains("one of these mutations went before: fuzz --seed 7 --only-index ", text, StringComparison.Ordinal);
        Assert.True(run.Counters.Judged < 500);
    }

    [Fact]
    public void A_target_that_does_not_answer_before_anything_was_mutated_cannot_be_judged()
    {
        using TinyEir eir = new((_, _) => null);
        Assert.Throws<TargetProblemException>(() => Run(eir.Address, out _, answerSeconds: 0.2));
    }

    [Fact]
    public async Task Nothing_is_found_in_the_own_node()
    {
        string profiles = Path.Combine(AppContext.BaseDirectory, "profiles");
        Profile profile = Profile.Read(Path.Combine(profiles, "node.yaml"));
        await using ITargets node = FuzzNode.Suited(new OwnNodes(profile, OwnNodes.FindProgram(), Path.Combine(profiles, "equipment.csv")), profile);
        TargetLease lease = await node.LeaseAsync(Profile.Standard, exclusive: false);
        FuzzSubject subject = FuzzSubject.From(profile, [], out _)!;
        StringWriter output = new();
        FindingLog findings = new(output, "fuzz");
        FuzzRun run = new(
            new FuzzSettings { Target = lease.Address.Address, Subject = subject, Seed = 1, Count = 5000, Filter = FuzzTestSubject.Filter(), Process = FuzzNode.ProcessOf(node) }, findings, null);
        run.Run(() => { }, CancellationToken.None);
        Assert.Equal("", output.ToString());
        Assert.Equal(5000, run.Counters.Judged);
        Assert.NotNull(run.Memory!.Sample());
    }

    private static string Run(IPEndPoint address, out FuzzRun run, long count = 500, string only = "*@*", IReadOnlyList<long>? indices = null, double answerSeconds = 2)
    {
        StringWriter output = new();
        FuzzSettings settings = new()
        {
            Target = address,
            Subject = FuzzTestSubject.Create(answerSeconds),
            Seed = 7,
            Count = count,
            Connections = 4,
            Indices = indices ?? [],
            Filter = FuzzTestSubject.Filter(only),
        };
        run = new FuzzRun(settings, new FindingLog(output, "fuzz --seed 7"), null);
        run.Run(() => { }, CancellationToken.None);
        return output.ToString();
    }

    // Mutations in the open state that keep their framing are seen as they are.
    private static int Unseen(ConcurrentDictionary<string, bool> seen, int count)
    {
        MutationSource source = new(7, FuzzTestSubject.Create());
        return Enumerable.Range(0, count).Select(index => source.Create(index))
            .Count(mutation => mutation is { Place.State: FuzzState.Open, TakesConnection: false } && !seen.ContainsKey(Convert.ToHexString(mutation.Octets)));
    }

    // The fuzzer's own right messages have identifiers above all that mutations begin with.
    private static bool IsMutated(byte[] request) => NaiveMessage.Number(request, 12, 4) < 1000;

    private static uint? Status(NaiveMessage answer) => answer.Avps.Find(avp => avp is { Code: 1445, Vendor: 10415 })?.Number;

    private static NaiveMessage WithStatus(NaiveMessage answer, uint status) => new()
    {
        Flags = answer.Flags,
        Command = answer.Command,
        Application = answer.Application,
        HopByHop = answer.HopByHop,
        EndToEnd = answer.EndToEnd,
        Avps = [.. answer.Avps.Where(avp => avp.Code != 1445), TinyEir.Number(1445, 10415, status)],
    };

    private static string Line(string text, string begin) => text.Split('\n').First(line => line.StartsWith(begin, StringComparison.Ordinal)).TrimEnd();
}
