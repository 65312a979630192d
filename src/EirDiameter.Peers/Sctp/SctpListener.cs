using System.Net;
using System.Net.Sockets;
using EirDiameter.Peers.Hosting;
using EirDiameter.SctpSockets;
using Microsoft.AspNetCore.Connections;

namespace EirDiameter.Peers.Sctp;

/// <summary>Accepts associations.</summary>
internal sealed class SctpListener : IConnectionListener
{
    private const int Backlog = 4096;

    private readonly Socket _socket;
    private readonly PipeLimits _limits;

    private SctpListener(Socket socket, PipeLimits limits)
    {
        _socket = socket;
        _limits = limits;
        EndPoint = socket.LocalEndPoint!;
    }

    /// <summary>The first address, with the port that was taken.</summary>
    public EndPoint EndPoint { get; }

    /// <exception cref="PlatformNotSupportedException">The kernel has no SCTP.</exception>
    /// <exception cref="AddressInUseException">Another process has the port.</exception>
    /// <exception cref="SocketException">An address is not this machine's.</exception>
    public static SctpListener Bind(SctpEndPoint local, PipeLimits limits)
    {
        Socket socket = SctpSocket.Open(local.AddressFamily);
        try
        {
            socket.Bind(new IPEndPoint(local.Addresses[0], local.Port));
            int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            foreach (IPAddress address in local.Addresses.Skip(1))
                SctpSocket.BindAlso(socket, new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return new SctpListener(socket, limits);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException($"{error.Message} (sctp://{local})", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var connection = new SctpConnection(await _socket.AcceptAsync(cancellationToken), _limits);
                connection.Start();
                return connection;
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return null;
            }
            catch (SocketException)
            {
                // An association that was gone before it was accepted.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
