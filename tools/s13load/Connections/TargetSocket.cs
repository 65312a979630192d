using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EirDiameter.S13Load.Options;
using EirDiameter.SctpSockets;

namespace EirDiameter.S13Load.Connections;

/// <summary>Opens connections to the EIR, over TCP, TLS or SCTP.</summary>
internal static class TargetSocket
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>A connection that blocks.</summary>
    /// <exception cref="LoadException">None of the addresses of the target accepts a connection, or it cannot be secured.</exception>
    public static TargetChannel Connect(LoadOptions options)
    {
        Socket socket = ConnectSocket(options);
        return options.Transport switch
        {
            "tls" => TlsChannel.Open(socket, options),
            "sctp" => new SctpChannel(socket),
            _ => new TcpChannel(socket),
        };
    }

    private static Socket ConnectSocket(LoadOptions options)
    {
        IPAddress[] addresses;
        try
        {
            addresses = Dns.GetHostAddresses(options.Host);
        }
        catch (SocketException problem)
        {
            throw new LoadException($"{options.Target}: the name {options.Host} is not known ({problem.Message})");
        }
        SocketError error = SocketError.HostNotFound;
        long start = Stopwatch.GetTimestamp();
        do
        {
            if (error == SocketError.ConnectionRefused)
                Thread.Sleep(RetryInterval);
            foreach (IPAddress address in addresses)
            {
                Socket socket = Open(address.AddressFamily, options);
                error = TryConnect(socket, new IPEndPoint(address, options.Port), options.Timeout);
                if (error == SocketError.Success)
                    return socket;
                socket.Dispose();
            }
        }
        while (error == SocketError.ConnectionRefused && Stopwatch.GetElapsedTime(start) < options.Wait);
        throw new LoadException(error switch
        {
            SocketError.ConnectionRefused => $"{options.Target} refuses connections: does the EIR run, and does it listen there?",
            SocketError.TimedOut => $"{options.Target} does not accept a connection within {options.Timeout.TotalSeconds:0.###} s",
            _ => $"{options.Target} cannot be reached ({error})",
        });
    }

    private static Socket Open(AddressFamily family, LoadOptions options)
    {
        try
        {
            return options.IsSctp ? SctpSocket.Open(family) : new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (PlatformNotSupportedException problem)
        {
            throw new LoadException($"{options.Target}: {problem.Message}");
        }
    }

    // Not ConnectAsync: it would enrol the socket with the runtime's own event thread, which then wakes up for every message.
    private static SocketError TryConnect(Socket socket, IPEndPoint address, TimeSpan timeout)
    {
        try
        {
            socket.Blocking = false;
            socket.Connect(address);
        }
        catch (SocketException problem) when (problem.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(timeout, SelectMode.SelectWrite))
                return SocketError.TimedOut;
            int pending = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (pending != 0)
                return (SocketError)pending;
        }
        catch (SocketException problem)
        {
            return problem.SocketErrorCode;
        }
        socket.Blocking = true;
        return SocketError.Success;
    }
}
