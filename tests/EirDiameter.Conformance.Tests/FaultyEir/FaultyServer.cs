using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>
/// An EIR that is as simple as can be: right without faults, and wrong in just the ways that are switched on. What judges EIRs is judged by it.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<FaultyPeer, Task> _peers = new();
    private readonly Task _accepting;

    private FaultyServer(EirSettings settings, FaultSet faults)
    {
        Settings = settings;
        Faults = faults;
        Checks = new RequestChecks(settings, faults);
        Answers = new AnswerMaker(settings, faults);
        _listener.Start(512);
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public EirSettings Settings { get; }

    public FaultSet Faults { get; }

    public RequestChecks Checks { get; }

    public AnswerMaker Answers { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    public static FaultyServer Start(EirSettings settings, params Fault[] faults) => new(settings, new FaultSet(faults));

    /// <summary>Takes leave of all peers, RFC 6733 5.4.</summary>
    public void Stop()
    {
        _listener.Stop();
        foreach (FaultyPeer peer in _peers.Keys)
            peer.Leave();
    }

    /// <summary>
    /// A peer introduces itself: it has one connection at a time (RFC 6733 2.1), so the new one is for it only if an older one is dead.
    /// </summary>
    /// <returns>False when an older connection lives.</returns>
    public async Task<bool> MakeRoomAsync(FaultyPeer peer, string host)
    {
        foreach (FaultyPeer other in _peers.Keys.Where(other => other != peer && other.Host.Equals(host, StringComparison.OrdinalIgnoreCase)))
        {
            if (await other.LivesAsync())
                return false;
            other.Close();
        }

        return true;
    }

    /// <summary>Ends all connections.</summary>
    public void CloseAll()
    {
        foreach (FaultyPeer peer in _peers.Keys)
            peer.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        CloseAll();
        await Task.WhenAll(_peers.Values);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                FaultyPeer peer = new(await _listener.AcceptSocketAsync(), this);
                _peers[peer] = ServeAsync(peer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(FaultyPeer peer)
    {
        await Task.Yield();
        await peer.ServeAsync();
        _peers.TryRemove(peer, out _);
        peer.Dispose();
    }
}
