using System.Net.Sockets;
using EirDiameter.EndToEnd.Tests.Diameter;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.HostileBytes;

/// <summary>Faulty messages over a real connection: each gets the answer the RFC has for it, and the node goes on.</summary>
public sealed class FaultyMessageTests(ServingNode serving) : IClassFixture<ServingNode>
{
    private const uint Fence = 0xFE4CE;

    public static TheoryData<string> FramedNames => [.. FaultyMessages.Framed.Keys];

    public static TheoryData<string> BrokenNames => [.. FaultyMessages.Broken.Keys];

    public static TheoryData<int> ShortLengths => [0, 1, 4, 8, 16, 19];

    [Theory]
    [MemberData(nameof(FramedNames))]
    public async Task A_faulty_message_gets_its_answer_and_the_connection_stays(string name)
    {
        (byte[] message, string expected) = FaultyMessages.Framed[name];
        await using DiameterClient client = await serving.Node.ConnectAsync();

        // The watchdog behind it shows where the answers to the message end.
        await client.SendAsync(Wire.Join([message, Messages.Watchdog(Fence)]));
        string outcome = FaultyMessages.NoAnswer;
        while (await client.ReceiveAsync() is { } answer)
        {
            if (answer.Command == Wire.DeviceWatchdog) break;
            Assert.Equal(FaultyMessages.NoAnswer, outcome);
            outcome = answer.Outcome;
        }

        Assert.Equal(expected, outcome);
        Assert.Equal("black", await client.CheckAsync(FaultyMessages.Blocked));
        await serving.StillAnswersAsync();
    }

    [Theory]
    [MemberData(nameof(BrokenNames))]
    public async Task What_cannot_be_trusted_gets_an_error_or_a_closed_connection(string name)
    {
        await using DiameterClient client = await serving.Node.ConnectAsync();

        foreach (DiameterMessage answer in await SendAllAsync(client, FaultyMessages.Broken[name])) Assert.NotEqual("white", answer.Outcome);

        await serving.StillAnswersAsync();
    }

    [Theory]
    [MemberData(nameof(BrokenNames))]
    public async Task Before_the_capabilities_exchange_it_gets_nothing_from_the_lists(string name)
    {
        await using DiameterClient client = await DiameterClient.ConnectAsync(serving.Node.DiameterPort);

        foreach (DiameterMessage answer in await SendAllAsync(client, FaultyMessages.Broken[name]))
            Assert.Equal(Wire.CapabilitiesExchange, answer.Command);

        await serving.StillAnswersAsync();
    }

    [Theory]
    [MemberData(nameof(ShortLengths))]
    public async Task A_first_message_shorter_than_a_header_closes_the_connection(int length)
    {
        byte[] capabilities = Messages.Capabilities();
        Wire.WriteLength(capabilities, length);
        await using DiameterClient client = await DiameterClient.ConnectAsync(serving.Node.DiameterPort);

        await client.SendAsync(capabilities);

        Assert.Null(await client.ReceiveAsync());
        await serving.StillAnswersAsync();
    }

    [Fact]
    public async Task An_ECR_before_the_capabilities_exchange_closes_the_connection()
    {
        await using DiameterClient client = await DiameterClient.ConnectAsync(serving.Node.DiameterPort);

        await client.SendAsync(Messages.MeIdentityCheck(FaultyMessages.Blocked));

        Assert.Null(await client.ReceiveAsync());
        await serving.StillAnswersAsync();
    }

    [Fact]
    public async Task A_message_that_comes_octet_by_octet_is_answered()
    {
        await using DiameterClient client = await serving.Node.ConnectAsync();

        foreach (byte octet in Messages.MeIdentityCheck(FaultyMessages.Blocked)) await client.SendAsync(new byte[] { octet });

        Assert.Equal("black", (await client.ReceiveAsync())?.Outcome);
    }

    // Everything that comes until the node closes. A broken message may leave it waiting for more, so it is told that there is no more.
    private static async Task<List<DiameterMessage>> SendAllAsync(DiameterClient client, byte[] octets)
    {
        List<DiameterMessage> answers = [];
        try
        {
            await client.SendAsync(octets);
            client.EndSending();
            while (await client.ReceiveAsync() is { } answer) answers.Add(answer);
        }
        catch (SocketException)
        {
            // Closed while it was being sent to.
        }

        return answers;
    }
}
