using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Dialling;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace EirDiameter.Peers.Tests.Support;

/// <summary>Hands out connections over pipes in memory, and notes each attempt.</summary>
internal sealed class TestDialler : IDiameterDialler
{
    private readonly Queue<TaskCompletionSource<ConnectionContext>> _waiting = new();
    private readonly Lock _gate = new();

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; private set; }

    public DialAddress? Last { get; private set; }

    public ValueTask<ConnectionContext> ConnectAsync(DialAddress address, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Attempts++;
            Last = address;
            TaskCompletionSource<ConnectionContext> attempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellationToken.Register(() => attempt.TrySetCanceled(cancellationToken));
            _waiting.Enqueue(attempt);
            return new ValueTask<ConnectionContext>(attempt.Task);
        }
    }

    /// <summary>The transport of the oldest attempt comes about.</summary>
    public TestPeer Connect()
    {
        var connection = new MemoryConnection(new IPEndPoint(IPAddress.Parse("198.51.100.9"), 3868));
        Take().SetResult(connection);
        return new TestPeer(connection, connection.Disposed);
    }

    /// <summary>The oldest attempt comes to nothing.</summary>
    public void Refuse() => Take().SetException(new SocketException((int)SocketError.ConnectionRefused));

    private TaskCompletionSource<ConnectionContext> Take()
    {
        lock (_gate)
        {
            Assert.NotEmpty(_waiting);
            return _waiting.Dequeue();
        }
    }
}
