using System.Net;
using EirDiameter.Peers.Dialling;
using EirDiameter.Peers.Sctp;
using EirDiameter.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EirDiameter.Peers.Hosting;

/// <summary>How a host takes in the neighbours.</summary>
public static class DiameterPeersExtensions
{
    /// <summary>
    /// Registers the peer table, the connection handler, the metrics, the transport for <see cref="ListenDiameter"/>, and the goodbyes when the host stops.
    /// The host registers its <see cref="IDiameterApplication"/>s itself, and Kestrel, before this: its pool of memory is replaced by one with
    /// larger blocks, for every listener of this host.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The settings.</param>
    /// <param name="local">Who this node is.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message names its key.</exception>
    public static IServiceCollection AddDiameterPeers(this IServiceCollection services, PeersOptions options, LocalIdentity local)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(local);
        options.Validate();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.TryAddSingleton(local);
        services.AddSingleton<PeerTable>();
        services.AddSingleton<PeerMetrics>();
        services.TryAddSingleton(NameLookup.OfMachine);
        services.TryAddSingleton<IDiameterDialler, TransportDialler>();
        services.AddSingleton<DiameterConnectionHandler>();
        services.AddSingleton<IConnectionListenerFactory, DiameterTransportFactory>();
        services.AddSingleton<IConnectionListenerFactory, SctpTransportFactory>();
        services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>, DiameterMemoryPool>());
        services.AddHostedService<PeersLifetime>();
        return services;
    }

    /// <summary>Listens for Diameter over TCP; add <c>UseHttps</c> before it by <paramref name="configure"/> for TLS.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="address">Address and port; port 0 takes a free one.</param>
    /// <param name="configure">Runs before the handler is put at the end of the pipeline.</param>
    public static void ListenDiameter(this KestrelServerOptions kestrel, IPEndPoint address, Action<ListenOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.Listen(new DiameterEndPoint(address), listen =>
        {
            configure?.Invoke(listen);
            listen.UseConnectionHandler<DiameterConnectionHandler>();
        });
    }

    /// <summary>Listens for Diameter over SCTP. Where the kernel has none, the start fails with a <see cref="PlatformNotSupportedException"/>.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="address">Addresses and port.</param>
    public static void ListenDiameterOverSctp(this KestrelServerOptions kestrel, SctpEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        kestrel.Listen(address, listen => listen.UseConnectionHandler<DiameterConnectionHandler>());
    }
}
