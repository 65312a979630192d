using System.Text;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>More listings than memory was given for.</summary>
public sealed class LargerThanMemoryTests : IDisposable
{
    private const int Listings = 600_000;
    private const int Step = 7;

    private static readonly string[] Lists = ["black", "grey", "white"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_answer_is_right_when_listings_must_be_read_from_disk_also_after_a_restart()
    {
        string[] settings = ["--Store:MemoryMiB", "4"];
        await using (EirNode node = await EirNode.StartAsync(_folder.File("store"), settings))
        {
            JsonElement result = await node.Admin.ImportAsync("national", ListFile());
            Assert.True(result.TryGetProperty("report", out JsonElement report), result.ToString());
            Assert.Equal(Listings, report.GetProperty("added").GetInt32());
            await VerifyAsync(node);
            Assert.Equal(0, await node.StopAsync());
        }

        await using EirNode restarted = await EirNode.StartAsync(_folder.File("store"), settings);
        await VerifyAsync(restarted);
    }

    // Every seventh is asked about, in an order that leaves no page in memory for long; every other question is about equipment that is not listed.
    private static async Task VerifyAsync(EirNode node)
    {
        List<(string Imei, string Answer)> questions = [];
        for (int i = 0; i < Listings; i += Step)
        {
            int scattered = (int)(i * 7919L % Listings);
            questions.Add((Equipment(scattered), Lists[scattered % 3]));
            if (i % 2 == 0) questions.Add(($"35999999{i:000000}", "unknown"));
        }

        await using DiameterClient client = await node.ConnectAsync();
        Assert.Equal(questions.Select(question => question.Answer), await client.CheckManyAsync([.. questions.Select(question => question.Imei)], window: 200));
    }

    private static string Equipment(int i) => $"86{i % 37:000000}{i:000000}";

    private static string ListFile()
    {
        StringBuilder text = new("equipment,list\n");
        for (int i = 0; i < Listings; i++) text.Append(Equipment(i)).Append(',').Append(Lists[i % 3]).Append('\n');
        return text.ToString();
    }
}
