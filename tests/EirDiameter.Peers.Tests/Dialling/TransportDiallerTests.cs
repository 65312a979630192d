using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Dialling;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace EirDiameter.Peers.Tests.Dialling;

/// <summary>How the addresses of a name are tried, over sockets on loopback.</summary>
public sealed class TransportDiallerTests : IDisposable
{
    private static readonly IPAddress Dead = IPAddress.Parse("127.0.0.2");

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly FakeTimeProvider _time = new();
    private readonly DialAddress _address;
    private readonly PeersOptions _options = new();

    public TransportDiallerTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _address = new DialAddress("tcp", "mme1.example.org", ((IPEndPoint)_listener.LocalEndPoint!).Port);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task When_the_first_address_refuses_the_next_is_taken()
    {
        using TransportDialler dialler = Dialler(Dead, IPAddress.Loopback);
        await using ConnectionContext connection = await dialler.ConnectAsync(_address, CancellationToken.None);
        Assert.Equal(_listener.LocalEndPoint, connection.RemoteEndPoint);
    }

    [Fact]
    public async Task An_address_that_says_nothing_has_its_share_of_the_time_only()
    {
        using Socket silent = Silent();
        using TransportDialler dialler = Dialler(Dead, IPAddress.Loopback);
        Task<ConnectionContext> dialled = dialler.ConnectAsync(_address, CancellationToken.None).AsTask();
        _time.Advance(_options.DialTimeout / 4);
        Assert.False(dialled.IsCompleted);
        _time.Advance(_options.DialTimeout / 4);
        await using ConnectionContext connection = await dialled.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(_listener.LocalEndPoint, connection.RemoteEndPoint);
    }

    [Fact]
    public async Task When_all_addresses_fail_the_last_failure_is_told()
    {
        using TransportDialler dialler = Dialler(Dead, IPAddress.Parse("127.0.0.3"));
        SocketException error = await Assert.ThrowsAsync<SocketException>(async () => await dialler.ConnectAsync(_address, CancellationToken.None));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_name_without_addresses_is_said_to_be_unknown()
    {
        using TransportDialler dialler = Dialler();
        SocketException error = await Assert.ThrowsAsync<SocketException>(async () => await dialler.ConnectAsync(_address, CancellationToken.None));
        Assert.Equal(SocketError.HostNotFound, error.SocketErrorCode);
    }

    // A listener whose backlog is full: the kernel answers no SYN any more.
    private Socket Silent()
    {
        Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(Dead, _address.Port));
        silent.Listen(0);
        for (int i = 0; i < 4; i++)
        {
            Socket filler = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                filler.Connect(silent.LocalEndPoint!);
            }
            catch (SocketException)
            {
                // It goes on connecting, as it is to.
            }
        }

        return silent;
    }

    private TransportDialler Dialler(params IPAddress[] addresses) =>
        new(_options, new DefaultPools(), NullLoggerFactory.Instance, _time, new NameLookup((_, _) => Task.FromResult(addresses)));

    private sealed class DefaultPools : IMemoryPoolFactory<byte>
    {
        public System.Buffers.MemoryPool<byte> Create(MemoryPoolOptions? options) => System.Buffers.MemoryPool<byte>.Shared;
    }
}
