using System.Buffers;
using System.Globalization;
using System.Text;
using EirDiameter.Equipment;
using EirDiameter.Node.S13;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace EirDiameter.Node.Tests.N17;

/// <summary>One store and policy, asked over S13 and N17 about the same thousands of devices and subscribers in every form: both say the same.</summary>
public sealed class AgreementTests
{
    private const int Tacs = 12;
    private const int SerialNumbers = 40;
    private const int Subscribers = 6;

    private static readonly LocalIdentity Local = new() { OriginHost = "eir.example.org", OriginRealm = "example.org" };
    private static readonly string[] Lists = ["white", "grey", "black"];
    private static readonly string[] Feeds = ["national", "operator", "local"];

    [Theory]
    [InlineData("StandardUnknown")]
    [InlineData("AllowUnlessListed")]
    [InlineData("DenyUnlessPermitted")]
    [InlineData("ResponseType1")]
    [InlineData("ResponseType2")]
    [InlineData("ResponseType3")]
    public async Task S13_and_N17_agree_on_every_device(string preset)
    {
        PolicyOptions options = new()
        {
            Preset = preset,
            TestTac = "grey",
            BlackWithPair = "grey",
            ImsiRanges = [new ImsiRangeOptions { From = "001019", Status = "white" }],
        };
        Random random = new(preset.Length);
        await using ServedN17 n17 = await ServedN17.StartAsync(options);
        await ListAsync(n17.Store, random);
        await using S13Application s13 = new(
            Local, n17.Store, n17.Policy, n17.Seen, n17.Metrics, n17.Time, ResultCodes.TooBusy, NullLogger<S13Application>.Instance);

        Dictionary<string, int> answers = [];
        foreach (string[] batch in Devices().Chunk(200))
        {
            await Task.WhenAll(batch.Select(async device =>
            {
                string? imsi;
                lock (random) imsi = random.Next(4) == 0 ? null : Subscriber(random.Next(Subscribers + 2));
                string expected = Ask(s13, device, imsi);
                foreach ((string form, string pei) in Forms(device))
                {
                    Assert.Equal(expected, Ask(s13, form, imsi));
                    ServedN17.Answer answer = await n17.CheckAsync($"pei={pei}{(imsi is null ? "" : $"&supi=imsi-{imsi}")}");
                    Assert.Equal($"{pei} {imsi} {expected}", $"{pei} {imsi} {answer.AsS13}");
                }

                lock (answers) answers[expected] = answers.GetValueOrDefault(expected) + 1;
            }));
        }

        // The cases would not say much if all were alike.
        Assert.True(answers.Count >= 3, string.Join(' ', answers));
        Assert.All(answers.Values, count => Assert.True(count >= 10, string.Join(' ', answers)));
    }

    // As many listed as not; the TACs 00440000 and 00860000 are of test equipment.
    private static IEnumerable<string> Devices() =>
        from tac in Enumerable.Range(0, Tacs) from serial in Enumerable.Range(0, SerialNumbers) select Device(tac, serial);

    private static string Device(int tac, int serial) =>
        string.Create(CultureInfo.InvariantCulture, $"{(tac == 0 ? 440_000 : tac == 1 ? 860_000 : 35_000_000 + (tac * 7919)):D8}{serial * 25_000:D6}");

    // The first six are paired; the last two lie in the range of subscribers and nowhere.
    private static string Subscriber(int number) => string.Create(CultureInfo.InvariantCulture, $"{(number == Subscribers ? "001019" : "001010")}{number:D9}");

    private static (string Imei, string Pei)[] Forms(string device)
    {
        Assert.True(EquipmentKey.TryParse(device, out EquipmentKey key));
        string withCheckDigit = string.Create(CultureInfo.InvariantCulture, $"{device}{Imei.CheckDigit(key)}");
        return [($"{device}0", $"imei-{device}0"), (withCheckDigit, $"imei-{withCheckDigit}"), ($"{device}07", $"imeisv-{device}07"), ($"{device}99", $"imeisv-{device}99")];
    }

    private static async Task ListAsync(ListingStore store, Random random)
    {
        foreach (string feed in Feeds)
        {
            StringBuilder list = new("equipment,list,imsi,effective,expires\n");
            foreach (string device in Devices())
            {
                if (random.Next(4) == 0) Add(device, "", random.Next(6) == 0 ? "2026-06-02" : "", random.Next(6) == 0 ? "2026-06-01" : "");
                if (random.Next(4) == 0) Add(device, Subscriber(random.Next(Subscribers)), "", "");
            }

            for (int i = 0; i < 6; i++) Add(Device(random.Next(Tacs), 0)[..8], "", "", "");
            for (int i = 0; i < 12; i++) Add(Range(random), "", "", "");
            using MemoryStream file = new(Encoding.UTF8.GetBytes(list.ToString()));
            _ = await store.ImportAsync(feed, file, new ImportOptions { Name = "list.csv", Snapshot = true });

            void Add(string equipment, string imsi, string effective, string expires)
            {
                if (effective.Length > 0 && expires.Length > 0) expires = "";
                list.Append(CultureInfo.InvariantCulture, $"{equipment},{Lists[random.Next(3)]},{imsi},{effective},{expires}\n");
            }
        }
    }

    private static string Range(Random random)
    {
        int tac = random.Next(Tacs);
        int from = random.Next(SerialNumbers / 2);
        return $"{Device(tac, from)}-{Device(tac, from + random.Next(1, SerialNumbers / 2))}";
    }

    private static string Ask(S13Application application, string imei, string? imsi)
    {
        MeIdentityCheckContents contents = new()
        {
            SessionId = "mme.example.org;1;1"u8,
            OriginHost = "mme.example.org"u8,
            OriginRealm = "example.org"u8,
            DestinationRealm = "example.org"u8,
            Imei = Encoding.UTF8.GetBytes(imei),
            UserName = imsi is null ? default : Encoding.UTF8.GetBytes(imsi),
        };
        byte[] request = new byte[1024];
        int length = contents.Write(1, 1, request);
        using IRequestHandler handler = application.Open(new NoLink());
        ArrayBufferWriter<byte> answers = new();
        handler.BeginBatch();
        Assert.True(handler.Handle(request.AsSpan(0, length), answers));
        handler.EndBatch();
        Assert.True(MeIdentityCheckAnswer.TryRead(answers.WrittenSpan, out MeIdentityCheckAnswer answer));
        return answer.IsEquipmentUnknown ? "5422" : string.Create(CultureInfo.InvariantCulture, $"{answer.ResultCode}/{answer.EquipmentStatus}");
    }

    private sealed class NoLink : IPeerLink
    {
        public string OriginHost => "mme.example.org";

        public string OriginRealm => "example.org";

        public bool TrySend(ReadOnlySpan<byte> message, ReadOnlySpan<byte> request) => true;
    }
}
