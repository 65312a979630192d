using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Peers.Tests.Support;

/// <summary>A connection over two pipes in memory; the other end of it is <see cref="Application"/>.</summary>
internal sealed class MemoryConnection : ConnectionContext, IConnectionLifetimeNotificationFeature
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _closeRequested = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MemoryConnection(IPEndPoint remote, PipeOptions? toPeer = null)
    {
        // The continuation of one side never runs inside a call of the other.
        Pipe incoming = new(new PipeOptions(useSynchronizationContext: false, pauseWriterThreshold: 0));
        Pipe outgoing = new(toPeer ?? new PipeOptions(useSynchronizationContext: false, pauseWriterThreshold: 0));
        Transport = new Duplex(incoming.Reader, outgoing.Writer);
        Application = new Duplex(outgoing.Reader, incoming.Writer);
        RemoteEndPoint = remote;
        LocalEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 3868);
        ConnectionClosed = _closed.Token;
        Features.Set<IConnectionLifetimeNotificationFeature>(this);
    }

    public override IDuplexPipe Transport { get; set; }

    public IDuplexPipe Application { get; }

    public override string ConnectionId { get; set; } = Guid.NewGuid().ToString("N");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public CancellationToken ConnectionClosedRequested
    {
        get => _closeRequested.Token;
        set => throw new NotSupportedException();
    }

    /// <summary>True when the connection was ended by RST.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>Completes when whoever has the connection gives it back.</summary>
    public Task Disposed => _disposed.Task;

    public override ValueTask DisposeAsync()
    {
        CloseTransport();
        _disposed.TrySetResult();
        return base.DisposeAsync();
    }

    public void RequestClose() => _closeRequested.Cancel();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        IsAborted = true;
        Application.Output.Complete(abortReason);
        Application.Input.CancelPendingRead();
        Application.Input.Complete(abortReason);
        _closed.Cancel();
    }

    /// <summary>The transport's end of the connection, as Kestrel does it after the handler has returned.</summary>
    public void CloseTransport()
    {
        Transport.Input.Complete();
        Transport.Output.Complete();
        _closed.Cancel();
    }

    /// <summary>The peer goes away: its octets end, and the transport notices.</summary>
    public void CloseByPeer()
    {
        Application.Output.Complete();
        _closed.Cancel();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
