using System.Net;
using EirDiameter.Peers.Hosting;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Sctp;

/// <summary>Kestrel's way to SCTP: a transport for <see cref="SctpEndPoint"/>s.</summary>
internal sealed class SctpTransportFactory(PeersOptions options, IMemoryPoolFactory<byte> memory) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is SctpEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(SctpListener.Bind((SctpEndPoint)endpoint, PipeLimits.Of(options, memory)));
}
