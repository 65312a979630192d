using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Node.Tests.Support;

/// <summary>A real DNS server (dnsmasq) on a port of the loopback address, that knows what it is given and nothing else.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    private readonly Process _process;

    private DnsServer(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="records">Options of dnsmasq: <c>naptr-record=…</c>, <c>srv-host=…</c>, <c>host-record=…</c>.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    public static async Task<DnsServer> StartAsync(string[] records, int port = 0)
    {
        if (port == 0) port = FreePort();
        ProcessStartInfo start = new("dnsmasq") { RedirectStandardError = true };
        string[] options =
        [
            "keep-in-foreground", "conf-file=/dev/null", $"port={port}", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts",
            "local=/example.org/", "local-ttl=60", "log-facility=-", "pid-file=", "user=root", .. records,
        ];
        foreach (string option in options) start.ArgumentList.Add($"--{option}");
        Process process = Process.Start(start)!;

        // It says "started" when it serves, and little after that.
        while (await process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            if (line.Contains("started", StringComparison.Ordinal)) return new DnsServer(process, port);
        }

        throw new InvalidOperationException("dnsmasq did not start");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
