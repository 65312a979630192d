using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Peers.Tests.Support;

/// <summary>A node under test with a clock that stands still, and peers over pipes in memory.</summary>
internal sealed class Neighbourhood
{
    public static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 40000);
    public static readonly IPEndPoint Foreign = new(IPAddress.Parse("198.51.100.7"), 40000);

    public Neighbourhood(PeersOptions? options = null, params TestApplication[] more)
    {
        Options = options ?? new PeersOptions();
        Table = new PeerTable(Options, Local, Time);
        Handler = new DiameterConnectionHandler(Options, Local, [Application, .. more], Table, NullLoggerFactory.Instance, Time, new Random(1), Dialler);
    }

    public PeersOptions Options { get; }

    public FakeTimeProvider Time { get; } = new();

    public LocalIdentity Local { get; } = new() { OriginHost = "eir.example.org", OriginRealm = "example.org", OriginStateId = 4711 };

    public TestApplication Application { get; } = new();

    public TestDialler Dialler { get; } = new();

    public PeerTable Table { get; }

    public DiameterConnectionHandler Handler { get; }

    public TestPeer Connect(IPEndPoint? from = null, PipeOptions? toPeer = null, Action<IFeatureCollection>? features = null)
    {
        var connection = new MemoryConnection(from ?? Loopback, toPeer);
        features?.Invoke(connection.Features);
        return new TestPeer(connection, RunAsync(connection));
    }

    /// <summary>A peer whose capabilities exchange succeeded.</summary>
    public async Task<TestPeer> ConnectOpenAsync(string host = "mme1.example.org", IPEndPoint? from = null, PipeOptions? toPeer = null)
    {
        TestPeer peer = Connect(from, toPeer);
        await peer.SendAsync(Messages.Cer(host));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await peer.ReceiveAsync()));
        return peer;
    }

    /// <summary>Moves the clock on, a second at a time, until something has come about. Between the steps the node gets to run.</summary>
    public async Task AdvanceUntilAsync(Func<bool> holds)
    {
        var guard = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(guard.Elapsed < TimeSpan.FromSeconds(20), "It did not come about.");
            Time.Advance(TimeSpan.FromSeconds(1));
            for (int i = 0; i < 100 && !holds(); i++)
                await Task.Yield();
        }
    }

    /// <summary>Lets the node run, while the clock stands still, until something has come about.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        var guard = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(guard.Elapsed < TimeSpan.FromSeconds(20), "It did not come about.");
            await Task.Yield();
        }
    }

    private async Task RunAsync(MemoryConnection connection)
    {
        await Handler.OnConnectedAsync(connection);
        connection.CloseTransport();
    }
}

/// <summary>The far end of one connection.</summary>
internal sealed class TestPeer(MemoryConnection connection, Task run)
{
    // A guard against tests that hang; nothing waits for it otherwise.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public MemoryConnection Connection { get; } = connection;

    /// <summary>Completes when the node has closed the connection.</summary>
    public Task Ended => run.WaitAsync(Patience);

    public async Task SendAsync(params byte[][] messages)
    {
        foreach (byte[] message in messages)
            Connection.Application.Output.Write(message);
        await Connection.Application.Output.FlushAsync();
    }

    /// <summary>The next message from the node.</summary>
    public async Task<byte[]> ReceiveAsync() =>
        await TryReceiveAsync() ?? throw new InvalidOperationException("The node closed the connection.");

    /// <summary>The node closes the connection, and sends nothing before.</summary>
    public async Task ReceiveEndAsync()
    {
        Assert.Null(await TryReceiveAsync());
        await Ended;
    }

    /// <summary>What is there after one flush of the node, as messages.</summary>
    public async Task<List<byte[]>> ReceiveFlushAsync()
    {
        ReadResult read = await Connection.Application.Input.ReadAsync().AsTask().WaitAsync(Patience);
        byte[] octets = read.Buffer.ToArray();
        Connection.Application.Input.AdvanceTo(read.Buffer.End);
        List<byte[]> messages = [];
        for (int at = 0; at < octets.Length;)
        {
            Assert.Equal(FrameStatus.Message, Framing.Next(octets.AsSpan(at), int.MaxValue, out int length));
            messages.Add(octets[at..(at + length)]);
            at += length;
        }

        return messages;
    }

    private async Task<byte[]?> TryReceiveAsync()
    {
        PipeReader input = Connection.Application.Input;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync().AsTask().WaitAsync(Patience);
            }
            catch (InvalidOperationException)
            {
                // Aborted: the pipe is no more.
                return null;
            }

            byte[] octets = read.Buffer.ToArray();
            if (Framing.Next(octets, int.MaxValue, out int length) == FrameStatus.Message)
            {
                input.AdvanceTo(read.Buffer.GetPosition(length));
                return octets[..length];
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                return null;
        }
    }
}
