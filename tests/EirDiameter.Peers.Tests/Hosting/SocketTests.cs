using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Hosting;
using EirDiameter.Peers.Tests.Support;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace EirDiameter.Peers.Tests.Hosting;

/// <summary>The neighbours inside Kestrel, over TCP on loopback.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PeersOptions _options = new() { MaxConnections = 60, SlowReaderTimeout = TimeSpan.FromMilliseconds(200), MaxQueuedBytes = 64 * 1024 };
    private readonly TestApplication _application = new();
    private WebApplication _host = null!;
    private ListenOptions _listen = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDiameterApplication>(_application);
        builder.Services.AddDiameterPeers(_options, new LocalIdentity { OriginHost = "eir.example.org", OriginRealm = "example.org" });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenDiameter(new IPEndPoint(IPAddress.Loopback, 0), listen => _listen = listen));
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_peer_over_TCP_is_served_and_seen_with_its_address()
    {
        using Socket socket = await ConnectOpenAsync();
        await socket.SendAsync(Messages.Request(7));
        Assert.Equal(7u, Messages.Header(await ReceiveAsync(socket)).HopByHop);
        PeerStatus status = Assert.Single(Table.Snapshot());
        Assert.Equal((socket.LocalEndPoint!.ToString(), "tcp"), (status.Address, status.Transport));
    }

    [Fact]
    public async Task The_local_address_of_the_connection_is_announced()
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Messages.Cer());
        Assert.Equal([IPAddress.Loopback], Messages.Addresses(await ReceiveAsync(socket)));
    }

    [Fact]
    public async Task A_compromised_stream_ends_by_RST_not_FIN()
    {
        using Socket socket = await ConnectOpenAsync();
        await socket.SendAsync(new byte[] { 1, 0, 0, 8 });
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(socket));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_refusal_is_delivered_before_the_close()
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Messages.Cer(applications: [1]));
        Assert.Equal(ResultCodes.NoCommonApplication, Messages.ResultOf(await ReceiveAsync(socket)));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_peer_that_never_reads_is_reset()
    {
        using Socket socket = await ConnectOpenAsync();
        byte[] requests = [.. Enumerable.Range(0, 500).SelectMany(i => Messages.Request((uint)i))];
        SocketException error = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            // Until the answers fill the socket's buffers, the node stops reading, the requests fill the buffers too, and the node gives up.
            while (true)
                await socket.SendAsync(requests).WaitAsync(Patience);
        });
        Assert.True(error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown);
        Assert.Equal(1, Table.Refusals(Refusal.SlowReader));
    }

    [Fact]
    public async Task A_flood_of_connections_is_cut_off_at_the_limit_and_the_peers_live_on()
    {
        using Socket peer = await ConnectOpenAsync();
        List<Socket> flood = [];
        int open = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                flood.Add(await ConnectOpenAsync($"flood{i}.example.org"));
                open++;
            }
            catch (SocketException)
            {
                // Reset.
            }
        }

        Assert.Equal(_options.MaxConnections - 1, open);
        await peer.SendAsync(Messages.Dwr(5));
        Assert.Equal(5u, Messages.Header(await ReceiveAsync(peer)).HopByHop);
        flood.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_host_that_stops_says_goodbye_first()
    {
        using Socket socket = await ConnectOpenAsync();
        Task stopped = _host.StopAsync();
        byte[] goodbye = await ReceiveAsync(socket);
        Assert.Equal(CommandCodes.DisconnectPeer, Messages.Header(goodbye).CommandCode);
        await socket.SendAsync(Messages.AnswerTo(goodbye));
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience));
        await stopped.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_peer_that_resets_is_forgotten()
    {
        Socket socket = await ConnectOpenAsync();
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        using Socket next = await ConnectAsync();
        await next.SendAsync(Messages.Cer());
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await ReceiveAsync(next)));
    }

    [Fact]
    public async Task Answers_of_many_connections_at_once_are_all_delivered()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using Socket socket = await ConnectOpenAsync($"mme{number}.example.org");
            byte[] requests = [.. Enumerable.Range(0, 50).SelectMany(i => Messages.Request((uint)i))];
            for (int round = 0; round < 20; round++)
            {
                await socket.SendAsync(requests);
                for (uint i = 0; i < 50; i++)
                    Assert.Equal(i, Messages.Header(await ReceiveAsync(socket)).HopByHop);
            }
        }));
    }

    private PeerTable Table => _host.Services.GetRequiredService<PeerTable>();

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_listen.EndPoint).WaitAsync(Patience);
        return socket;
    }

    private async Task<Socket> ConnectOpenAsync(string host = "mme1.example.org")
    {
        Socket socket = await ConnectAsync();
        await socket.SendAsync(Messages.Cer(host));
        Assert.Equal(ResultCodes.Success, Messages.ResultOf(await ReceiveAsync(socket)));
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        byte[] prefix = new byte[Framing.PrefixSize];
        await FillAsync(socket, prefix);
        Framing.Next(prefix, int.MaxValue, out int length);
        byte[] message = new byte[length];
        prefix.CopyTo(message, 0);
        await FillAsync(socket, message.AsMemory(prefix.Length));
        return message;
    }

    private static async Task FillAsync(Socket socket, Memory<byte> memory)
    {
        while (!memory.IsEmpty)
        {
            int count = await socket.ReceiveAsync(memory).AsTask().WaitAsync(Patience);
            if (count == 0)
                throw new SocketException((int)SocketError.Disconnecting);
            memory = memory[count..];
        }
    }
}
