using System.Buffers;
using System.Globalization;
using EirDiameter.Equipment;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.S13;
using EirDiameter.Node.Seen;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Node.Tests.S13;

/// <summary>An ECR in, an ECA out, with the real store and policy between.</summary>
public sealed class S13ApplicationTests : IAsyncLifetime, IDisposable
{
    private static readonly LocalIdentity Local = new() { OriginHost = "eir.example.org", OriginRealm = "example.org" };

    private readonly string _folder = Directory.CreateTempSubdirectory("eir-s13-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly NodeMetrics _metrics = new();
    private readonly RecordingLink _link = new();
    private readonly SeenEquipment _seen;
    private ListingStore _store = null!;

    public S13ApplicationTests() => _seen = new SeenEquipment(1024, _time);

    public async Task InitializeAsync()
    {
        _store = await ListingStore.OpenAsync(new StoreOptions { Path = _folder }, NullLoggerFactory.Instance, _time);
        await AddAsync("35693803564380", "black");
        await AddAsync("35693803564381", "grey");
        await AddAsync("35693803564382", "white");
        await AddAsync("35693803564383", "black");
        await AddAsync("35693803564383", "white", imsi: "001010123456789");
        await AddAsync("35693803564384", "black", effective: "2026-06-02");
        await AddAsync("35693803564385", "black", expires: "2026-06-01");
        await AddAsync("A0123456789ABC", "black");
        await AddAsync("86000000", "grey");
        await AddAsync("86000000000100-86000000000199", "black");
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _seen.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("35693803564380", null, "2001/1")]
    [InlineData("356938035643809", null, "2001/1")]
    [InlineData("356938035643800", null, "2001/1")]
    [InlineData("3569380356438007", null, "2001/1")]
    [InlineData("35693803564381", null, "2001/2")]
    [InlineData("35693803564382", null, "2001/0")]
    [InlineData("35693803564383", "001010123456789", "2001/0")]
    [InlineData("35693803564383", "001010123456780", "2001/1")]
    [InlineData("35693803564383", null, "2001/1")]
    [InlineData("35693803564383", "not an imsi", "2001/1")]
    [InlineData("35693803564384", null, "5422")]
    [InlineData("35693803564385", null, "5422")]
    [InlineData("86000000000099", null, "2001/2")]
    [InlineData("86000000000100", null, "2001/1")]
    [InlineData("86000000000199", null, "2001/1")]
    [InlineData("86000001000000", null, "5422")]
    [InlineData("3569380356438", null, "5004")]
    [InlineData("35693803564380777", null, "5004")]
    [InlineData("3569380356438X", null, "5004")]
    [InlineData("", null, "5004")]
    public async Task Equipment_gets_the_answer_of_its_listings(string imei, string? imsi, string expected)
    {
        await using S13Application application = Application();

        Assert.Equal(expected, Ask(application, imei, imsi));
    }

    [Fact]
    public async Task Equipment_that_was_asked_about_is_remembered_whatever_the_answer()
    {
        await using S13Application application = Application();
        Ask(application, "356938035643800", null);
        Ask(application, "35693803564381", null);
        Ask(application, "86000001000000", null);
        Ask(application, imei: null, imsi: null, meid: Convert.FromHexString("A0123456789ABC"));
        Ask(application, "3569380356438", null);
        Ask(application, imei: null, imsi: null);

        Assert.Equal(["35693803564380", "35693803564381", "86000001000000", "A0123456789ABC"], _seen.Sorted().Select(key => key.ToString()));
    }

    [Fact]
    public async Task Equipment_is_remembered_under_an_override_that_looks_at_no_list()
    {
        await using S13Application application = Application(new PolicyOptions { GlobalOverride = "white" });
        Ask(application, "35693803564380", null);

        Assert.Equal(1, _seen.Count);
    }

    [Fact]
    public async Task A_future_listing_counts_from_its_day_on()
    {
        await using S13Application application = Application();
        _time.SetUtcNow(new DateTimeOffset(2026, 6, 2, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal("2001/1", Ask(application, "35693803564384", null));
    }

    [Fact]
    public async Task Terminal_Information_without_an_identity_is_5005()
    {
        await using S13Application application = Application();

        Assert.Equal("5005", Ask(application, imei: null, imsi: null));
    }

    [Fact]
    public async Task A_MEID_alone_is_looked_up()
    {
        await using S13Application application = Application();

        Assert.Equal("2001/1", Ask(application, imei: null, imsi: null, meid: Convert.FromHexString("A0123456789ABC")));
        Assert.Equal("5004", Ask(application, imei: null, imsi: null, meid: [1, 2, 3]));
    }

    [Fact]
    public async Task An_edit_counts_from_the_next_read_on()
    {
        await using S13Application application = Application();
        Assert.Equal("5422", Ask(application, "01234567890123", null));

        await AddAsync("01234567890123", "black");

        Assert.Equal("2001/1", Ask(application, "01234567890123", null));
    }

    [Fact]
    public async Task What_waited_for_the_disk_is_judged_by_the_lists_and_the_clock_of_its_turn()
    {
        string folder = Path.Combine(_folder, "small");
        await using ListingStore store = await ListingStore.OpenAsync(new StoreOptions { Path = folder, MemoryMiB = 1 }, NullLoggerFactory.Instance, _time);
        string list = "equipment,list\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i:D14},black\n"));
        await ImportAsync(store, list);
        await using S13Application application = new(
            Local, store, new Policy(new PolicyOptions(), store.Feeds), _seen, _metrics, _time, ResultCodes.TooBusy, NullLogger<S13Application>.Instance);
        using HeldLink link = new();
        using IRequestHandler handler = application.Open(link);

        // As many as there are workers, each held while it hands over its answer.
        for (int i = 0; i < 4; i++)
        {
            Queue(handler, i);
            link.Arrived.Wait();
        }

        Queue(handler, 10);
        Queue(handler, 11);
        await ImportAsync(store, "equipment,list\n00000000000010,grey\n" + list[(list.IndexOf('\n', StringComparison.Ordinal) + 1)..]
            .Replace("00000000000010,black", "00000000000010,grey", StringComparison.Ordinal)
            .Replace("00000000000011,black\n", "", StringComparison.Ordinal));
        link.Let.Release(6);
        link.Arrived.Wait();
        link.Arrived.Wait();

        Assert.Equal(["2001/1", "2001/1", "2001/1", "2001/1", "2001/2", "5422"], link.Answers.Order(StringComparer.Ordinal));
    }

    private static async Task ImportAsync(ListingStore store, string list)
    {
        using MemoryStream file = new(System.Text.Encoding.UTF8.GetBytes(list));
        _ = await store.ImportAsync("national", file, new ImportOptions { Name = "list.csv", Snapshot = true });
    }

    private static void Queue(IRequestHandler handler, int equipment)
    {
        handler.BeginBatch();
        Assert.False(handler.Handle(Request(equipment.ToString("D14", CultureInfo.InvariantCulture), null, null), new ArrayBufferWriter<byte>()));
        handler.EndBatch();
    }

    [Fact]
    public async Task Malformed_equipment_can_be_given_a_status_by_the_policy()
    {
        await using S13Application application = Application(new PolicyOptions { Malformed = "black" });

        Assert.Equal("2001/1", Ask(application, "GARBAGE", null));
    }

    [Fact]
    public async Task The_global_override_answers_everything()
    {
        await using S13Application application = Application(new PolicyOptions { GlobalOverride = "white" });

        Assert.Equal("2001/0", Ask(application, "35693803564380", null));
    }

    [Fact]
    public async Task What_was_answered_is_counted_by_status_and_basis()
    {
        await using S13Application application = Application();
        _ = Ask(application, "35693803564380", null);
        _ = Ask(application, "35693803564383", "001010123456789");
        _ = Ask(application, "garbage", null);

        string text = await _metrics.TextAsync(CancellationToken.None);

        Assert.Contains("status=\"black\"", text, StringComparison.Ordinal);
        Assert.Contains("basis=\"blackAllowedByPair\"", text, StringComparison.Ordinal);
        Assert.Contains("basis=\"malformed\"", text, StringComparison.Ordinal);
        Assert.Contains("eir_check_duration_seconds_count 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_in_memory_allocates_nothing()
    {
        await using S13Application application = Application();
        using IRequestHandler handler = application.Open(_link);
        byte[] request = Request("35693803564383", "001010123456789", null);
        FixedWriter answers = new();
        Run(handler, request, answers, 2000);

        // The runtime itself may allocate once on this thread while it makes hot code anew; what each check costs is in every round.
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(handler, request, answers, 10_000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Run(IRequestHandler handler, byte[] request, FixedWriter answers, int count)
    {
        for (int i = 0; i < count; i++)
        {
            handler.BeginBatch();
            Assert.True(handler.Handle(request, answers));
            handler.EndBatch();
        }
    }

    private S13Application Application(PolicyOptions? policy = null) =>
        new(Local, _store, new Policy(policy ?? new PolicyOptions(), _store.Feeds), _seen, _metrics, _time, ResultCodes.TooBusy, NullLogger<S13Application>.Instance);

    private string Ask(S13Application application, string? imei, string? imsi, byte[]? meid = null)
    {
        using IRequestHandler handler = application.Open(_link);
        ArrayBufferWriter<byte> answers = new();
        handler.BeginBatch();
        Assert.True(handler.Handle(Request(imei, imsi, meid), answers));
        handler.EndBatch();
        return Result(answers.WrittenSpan);
    }

    private static string Result(ReadOnlySpan<byte> message)
    {
        Assert.True(MeIdentityCheckAnswer.TryRead(message, out MeIdentityCheckAnswer answer));
        return answer.IsEquipmentUnknown ? "5422"
            : answer.IsSuccess ? string.Create(CultureInfo.InvariantCulture, $"{answer.ResultCode}/{answer.EquipmentStatus}")
            : answer.ResultCode.ToString(CultureInfo.InvariantCulture);
    }

    private static byte[] Request(string? imei, string? imsi, byte[]? meid)
    {
        byte[] request = new byte[1024];
        MeIdentityCheckContents contents = new()
        {
            SessionId = "mme.example.org;1;1"u8,
            OriginHost = "mme.example.org"u8,
            OriginRealm = "example.org"u8,
            DestinationRealm = "example.org"u8,
            Imei = imei is null ? default : System.Text.Encoding.UTF8.GetBytes(imei),
            Meid = meid,
            UserName = imsi is null ? default : System.Text.Encoding.UTF8.GetBytes(imsi),
        };
        int length = contents.Write(1, 1, request);
        return imei is "" ? WithEmptyImei(request[..length]) : request[..length];
    }

    // An empty IMEI is not written by the writer, which leaves out what is empty.
    private static byte[] WithEmptyImei(byte[] request)
    {
        int group = request.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x00, 0x00, 0x05, 0x79]);
        byte[] longer = [.. request[..(group + 12)], 0x00, 0x00, 0x05, 0x7A, 0xC0, 0x00, 0x00, 0x0C, 0x00, 0x00, 0x28, 0xAF, .. request[(group + 12)..]];
        longer[group + 7] += 12;
        longer[3] += 12;
        return longer;
    }

    private async Task AddAsync(string equipment, string list, string? imsi = null, string? effective = null, string? expires = null)
    {
        Assert.True(ListingChange.TryParse(equipment, list, null, imsi, effective, expires, out ListingChange? change, out string? error), error);
        _ = await _store.AddAsync("local", change!);
    }

    private sealed class RecordingLink : IPeerLink
    {
        public string OriginHost => "mme.example.org";

        public string OriginRealm => "example.org";

        public bool TrySend(ReadOnlySpan<byte> message, ReadOnlySpan<byte> request) => true;
    }

    /// <summary>Holds whoever brings an answer until it is let go.</summary>
    private sealed class HeldLink : IPeerLink, IDisposable
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Answers { get; } = new();

        public SemaphoreSlim Arrived { get; } = new(0);

        public SemaphoreSlim Let { get; } = new(0);

        public string OriginHost => "mme.example.org";

        public string OriginRealm => "example.org";

        public bool TrySend(ReadOnlySpan<byte> message, ReadOnlySpan<byte> request)
        {
            Answers.Enqueue(Result(message));
            Arrived.Release();
            Let.Wait();
            return true;
        }

        public void Dispose()
        {
            Arrived.Dispose();
            Let.Dispose();
        }
    }

    private sealed class FixedWriter : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[8192];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
