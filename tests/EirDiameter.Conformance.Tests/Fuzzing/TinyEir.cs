using System.Net;
using System.Net.Sockets;
using System.Text;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.Fuzzing;

/// <summary>
/// A server that answers as an EIR must, as far as a fuzzer can tell, in as few lines as that takes: what a test makes it do otherwise is then the only
/// thing to be found.
/// </summary>
internal sealed class TinyEir : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<byte[], NaiveMessage, byte[]?> _answer;
    private volatile bool _isDead;
    private int _accepted;
    private int _early;

    /// <summary>Begins to listen.</summary>
    /// <param name="tamper">Gets each request, as framed, and its right answer; gives what is sent instead, or null for silence. May call <see cref="Die"/>.</param>
    public TinyEir(Func<byte[], NaiveMessage, byte[]?>? tamper = null)
    {
        _answer = tamper ?? ((_, right) => right.Encode());
        _listener.Start(512);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>Where.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Called with each message that is no request.</summary>
    public Action<byte[], Socket>? Other { get; init; }

    /// <summary>True: every third connection is ended before anything is read.</summary>
    public bool IsReluctant { get; init; }

    /// <summary>How often something came behind the fuzzer's own CER before its CEA.</summary>
    public int Early => _early;

    /// <summary>Ends as a process that crashes does.</summary>
    public void Die()
    {
        _isDead = true;
        _listener.Stop();
    }

    public void Dispose() => Die();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                if (IsReluctant && ++_accepted % 3 == 0)
                {
                    socket.Close();
                    continue;
                }

                new Thread(() => Serve(socket), 256 * 1024) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private void Serve(Socket socket)
    {
        using Socket used = socket;
        byte[] buffer = new byte[1 << 17];
        int count = 0;
        bool isOpen = false;
        while (!_isDead)
        {
            int more = socket.Receive(buffer.AsSpan(count), SocketFlags.None, out SocketError error);
            if (more == 0 || error != SocketError.Success)
                return;
            count += more;
            int at = 0;
            while (count - at >= 4)
            {
                int length = (int)NaiveMessage.Number(buffer, at + 1, 3);
                if (length is < 20 or > 65536)
                    return;
                if (count - at < length)
                    break;
                if (NaiveMessage.Number(buffer, at + 12, 4) >= 0xE1000000 && NaiveMessage.Number(buffer, at + 5, 3) == 257 && count > at + length)
                    Interlocked.Increment(ref _early);
                if (!Take(buffer[at..(at + length)], socket, ref isOpen))
                    return;
                at += length;
            }

            buffer.AsSpan(at, count - at).CopyTo(buffer);
            count -= at;
        }
    }

    // False when the connection is to be closed.
    private bool Take(byte[] octets, Socket socket, ref bool isOpen)
    {
        bool isCer = (octets[4] & 0x80) != 0 && NaiveMessage.Number(octets, 5, 3) == 257 && NaiveMessage.Number(octets, 8, 4) == 0;
        if (isCer == isOpen)
            return false;
        isOpen = true;
        if ((octets[4] & 0x80) == 0)
        {
            Other?.Invoke(octets, socket);
            return socket.Connected;
        }

        byte[]? answer = _answer(octets, RightAnswer(octets));
        if (_isDead)
            return false;
        if (answer is not null)
            socket.Send(answer, SocketFlags.None, out _);
        return true;
    }

    private static NaiveMessage RightAnswer(byte[] octets)
    {
        NaiveMessage? request = NaiveMessage.Decode(octets);
        uint command = NaiveMessage.Number(octets, 5, 3), application = NaiveMessage.Number(octets, 8, 4);
        bool isBase = application == 0 && command is 257 or 280 or 282;
        bool isCheck = application == MessageKind.S13 && command == 324;
        string? imei = request?.Avps.Where(avp => avp is { Code: 1401, Vendor: 10415 }).SelectMany(group => NaiveMessage.DecodeAvps(group.Data) ?? [])
            .Where(avp => avp is { Code: 1402, Vendor: 10415 }).Select(avp => Encoding.Latin1.GetString(avp.Data)).FirstOrDefault();
        bool isBlack = imei?.StartsWith(FuzzTestSubject.Black, StringComparison.Ordinal) ?? false;
        List<NaiveAvp> avps = [new(264, 0, 0x40, "eir.example.org"u8.ToArray()), new(296, 0, 0x40, "example.org"u8.ToArray())];
        bool isError = !isBase && !isCheck;
        if (isError)
            avps.Add(Number(268, 0, 3001));
        else if (request is null || octets[0] != 1)
            avps.Add(Number(268, 0, 5014));
        else if (isBase)
            avps.Add(Number(268, 0, 2001));
        else if (isBlack || imei == FuzzTestSubject.White)
            avps.AddRange([Number(268, 0, 2001), Number(1445, 10415, isBlack ? 1u : 0)]);
        else
            avps.Add(Number(268, 0, 5004));
        return new NaiveMessage
        {
            Flags = (byte)((octets[4] & 0x40) | (isError ? 0x20 : 0)),
            Command = command,
            Application = application,
            HopByHop = NaiveMessage.Number(octets, 12, 4),
            EndToEnd = NaiveMessage.Number(octets, 16, 4),
            Avps = avps,
        };
    }

    public static NaiveAvp Number(uint code, uint vendor, uint value) =>
        new(code, vendor, (byte)(vendor == 0 ? 0x40 : 0xC0), [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
