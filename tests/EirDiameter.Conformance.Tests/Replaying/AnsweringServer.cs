using System.Net;
using System.Net.Sockets;
using EirDiameter.Conformance.Captures;

namespace EirDiameter.Conformance.Tests.Replaying;

/// <summary>Answers the requests of each connection with the answers of a capture, one after the other, changed as a test wants.</summary>
internal sealed class AnsweringServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<CapturedExchange> _exchanges;
    private readonly Func<CapturedExchange, byte[], byte[]?> _change;
    private readonly Task _serving;

    /// <param name="exchanges">What it answers.</param>
    /// <param name="change">From the answer, with the request's identifiers, to what is sent; null closes the connection.</param>
    public AnsweringServer(IReadOnlyList<CapturedExchange> exchanges, Func<CapturedExchange, byte[], byte[]?>? change = null)
    {
        _exchanges = exchanges;
        _change = change ?? ((_, answer) => answer);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public List<byte[]> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            for (int next = 0; ;)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                NetworkStream stream = client.GetStream();
                byte[] head = new byte[4];
                while (await stream.ReadAtLeastAsync(head, 4, throwOnEndOfStream: false) == 4)
                {
                    byte[] request = new byte[(head[1] << 16) | (head[2] << 8) | head[3]];
                    head.CopyTo(request, 0);
                    await stream.ReadExactlyAsync(request.AsMemory(4));
                    Requests.Add(request);

                    // A CER out of turn: the replay began another connection.
                    CapturedExchange exchange = request[6] == 1 && request[7] == 1 ? _exchanges.First(one => one.Command == 257) : _exchanges[next++];
                    if (exchange.Command == 257 && next == 0)
                        next = 1;
                    byte[] answer = [.. exchange.Answer!.Octets];
                    request.AsSpan(12, 8).CopyTo(answer.AsSpan(12));
                    if (_change(exchange, answer) is not { } changed)
                        break;
                    await stream.WriteAsync(changed);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The test is over.
        }
    }
}
