using System.Net.Sockets;
using EirDiameter.EndToEnd.Tests.Diameter;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace EirDiameter.EndToEnd.Tests.HostileBytes;

/// <summary>Many wrong messages, and what they leave behind.</summary>
public sealed class MutationTests(ServingNode serving, ITestOutputHelper output) : IClassFixture<ServingNode>
{
    private const int Rounds = 4;
    private const int MessagesPerRound = 8000;
    private const int BrokenFrames = 300;
    private const int IdleConnections = 300;
    private const int GrowthMiB = 64;
    private const uint Fence = 0xFE4CE;

    [Fact]
    public async Task Mutated_messages_never_turn_blacklisted_equipment_white_nor_stop_the_node_nor_fill_its_memory()
    {
        Mutator mutator = new(Seed.Take(output, usual: 29272));
        List<int> memory = [];
        int answers = 0, closed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            DiameterClient client = await serving.Node.ConnectAsync();
            for (int i = 0; i < MessagesPerRound; i++)
            {
                byte[] message = mutator.Next();
                int? got = await AnswersAsync(client, message);
                answers += got ?? 0;
                if (got is not null) continue;
                closed++;
                await client.DisposeAsync();
                client = await serving.Node.ConnectAsync();
            }

            await client.DisposeAsync();
            await serving.StillAnswersAsync();
            memory.Add(serving.Node.Process.MemoryMiB("VmRSS"));
        }

        output.WriteLine($"{Rounds * MessagesPerRound} messages: {answers} answers, {closed} closed connections; resident MiB {string.Join(", ", memory)}");
        Assert.True(memory[^1] - memory[0] <= GrowthMiB, $"grew from {memory[0]} to {memory[^1]} MiB");
    }

    [Fact]
    public async Task Mutated_frames_never_stop_the_node()
    {
        int seed = Seed.Take(output, usual: 6733);
        Mutator mutator = new(seed);
        Random random = new(seed);
        for (int i = 0; i < BrokenFrames; i++)
        {
            byte[] stream = Wire.Join(Enumerable.Range(0, random.Next(1, 5)).Select(_ => mutator.Next()));
            for (int changes = random.Next(1, 4); changes > 0; changes--) stream[random.Next(Math.Min(24, stream.Length))] = (byte)random.Next(256);
            await using DiameterClient client = random.Next(3) == 0
                ? await DiameterClient.ConnectAsync(serving.Node.DiameterPort)
                : await serving.Node.ConnectAsync();
            try
            {
                await client.SendAsync(stream.AsMemory(0, random.Next(1, stream.Length + 1)));
                client.EndSending();
                while (await client.ReceiveAsync() is { } answer) Assert.NotEqual("white", answer.Outcome);
            }
            catch (SocketException)
            {
                // Closed while it was being sent to.
            }
        }

        await serving.StillAnswersAsync();
    }

    [Fact]
    public async Task Connections_that_promise_long_messages_and_send_nothing_cost_little_and_hinder_nobody()
    {
        int before = serving.Node.Process.MemoryMiB("VmRSS");
        List<DiameterClient> idle = [];
        try
        {
            for (int i = 0; i < IdleConnections; i++)
            {
                DiameterClient client = await DiameterClient.ConnectAsync(serving.Node.DiameterPort);
                idle.Add(client);
                if (i % 2 == 0) await client.SendAsync(Messages.Check([], length: 60_000).AsMemory(0, 12));
            }

            await serving.StillAnswersAsync();
            int grown = serving.Node.Process.MemoryMiB("VmRSS") - before;
            Assert.True(grown <= GrowthMiB, $"grew by {grown} MiB");
        }
        finally
        {
            foreach (DiameterClient client in idle) await client.DisposeAsync();
        }
    }

    // How many answers one message got before the watchdog sent behind it was answered; null = the node closed the connection.
    private static async Task<int?> AnswersAsync(DiameterClient client, byte[] message)
    {
        try
        {
            await client.SendAsync(Wire.Join([message, Messages.Watchdog(Fence)]));
            int count = 0;
            while (await client.ReceiveAsync() is { } answer)
            {
                if (answer.Command == Wire.DeviceWatchdog && answer.HopByHop == Fence) return count;
                Assert.True(answer.Outcome != "white", $"told white after {Convert.ToHexString(message)}");
                count++;
            }
        }
        catch (SocketException)
        {
            // Closed while it was being sent to.
        }

        return null;
    }
}
