using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EirDiameter.SctpSockets;

/// <summary>
/// Kernel SCTP, one-to-one style (RFC 6458 4). The framework's own constructor refuses protocol 132 before it asks the kernel; a socket that socket(2) made
/// works with everything else that <see cref="Socket"/> does, message boundaries included.
/// </summary>
internal static partial class SctpSocket
{
    private const int Sctp = 132;

    // linux/sctp.h.
    private const int InitMsg = 2, NoDelay = 3, DefaultSendParam = 10, GetLocalAddresses = 109, BindxAdd = 100;
    private const ushort Unordered = 1;

    // RFC 6733 2.1.1: 46 is Diameter in clear text; 47 would be Diameter under DTLS.
    private const uint PayloadProtocol = 46;
    private const ushort Streams = 16;
    private const int SocketBuffer = 1 << 20;

    /// <summary>Opens a socket with the settings that every association takes over from it.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel has no SCTP; the message says what to do.</exception>
    public static Socket Open(AddressFamily family)
    {
        const int Inet = 2, Inet6 = 10, Stream = 1, CloseOnExec = 0x80000;
        int descriptor = socket(family == AddressFamily.InterNetworkV6 ? Inet6 : Inet, Stream | CloseOnExec, Sctp);
        if (descriptor < 0)
        {
            const int ProtocolNotSupported = 93, TypeNotSupported = 94, FamilyNotSupported = 97;
            int error = Marshal.GetLastPInvokeError();
            throw error is ProtocolNotSupported or TypeNotSupported or FamilyNotSupported
                ? new PlatformNotSupportedException(
                    "this kernel has no SCTP: load its module (modprobe sctp), on a kernel that has it (many cloud and container kernels do not), or remove the sctp:// address")
                : new IOException($"no SCTP socket: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        var opened = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        try
        {
            Configure(opened);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Adds a local address to a bound socket (RFC 6458 9.1).</summary>
    public static void BindAlso(Socket socket, IPEndPoint address) =>
        socket.SetRawSocketOption(Sctp, BindxAdd, address.Serialize().Buffer.Span[..AddressLength(address.AddressFamily)]);

    /// <summary>From now on messages are sent without order (RFC 6733 2.1.1), so that one that is lost on the way holds up no other.</summary>
    public static void SendUnordered(Socket socket) => SetSendParameters(socket, Unordered);

    /// <summary>All local addresses of an association.</summary>
    public static IReadOnlyList<IPAddress> LocalAddresses(Socket socket)
    {
        // struct sctp_getaddrs: association (0 for this style), count, then addresses one behind the other, each as long as its family's.
        Span<byte> octets = stackalloc byte[8 + (64 * 28)];
        octets.Clear();
        int length = socket.GetRawSocketOption(Sctp, GetLocalAddresses, octets);
        int count = MemoryMarshal.Read<int>(octets[4..]);
        var addresses = new List<IPAddress>(count);
        int at = 8;
        for (int i = 0; i < count && at < length; i++)
        {
            bool isV4 = MemoryMarshal.Read<ushort>(octets[at..]) == 2;
            addresses.Add(new IPAddress(isV4 ? octets.Slice(at + 4, 4) : octets.Slice(at + 8, 16)));
            at += AddressLength(isV4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
        }

        return addresses;
    }

    private static void Configure(Socket opened)
    {
        // RFC 3539 3.2. Heartbeats stay on as the kernel has them: every 30 s and more for each path, which is not less often than Tw by much (RFC 3539 3.8).
        Span<byte> one = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(one, 1);
        opened.SetRawSocketOption(Sctp, NoDelay, one);

        // struct sctp_initmsg: streams out, streams in, attempts, time limit; 0 leaves the kernel's.
        Span<byte> streams = stackalloc byte[8];
        streams.Clear();
        MemoryMarshal.Write(streams, Streams);
        MemoryMarshal.Write(streams[2..], Streams);
        opened.SetRawSocketOption(Sctp, InitMsg, streams);
        SetSendParameters(opened, 0);
        opened.SendBufferSize = SocketBuffer;
        opened.ReceiveBufferSize = SocketBuffer;
    }

    // struct sctp_sndrcvinfo: stream 0 at offset 0, flags at 4, payload protocol in network order at 8.
    private static void SetSendParameters(Socket socket, ushort flags)
    {
        Span<byte> parameters = stackalloc byte[32];
        parameters.Clear();
        MemoryMarshal.Write(parameters[4..], flags);
        BinaryPrimitives.WriteUInt32BigEndian(parameters[8..], PayloadProtocol);
        socket.SetRawSocketOption(Sctp, DefaultSendParam, parameters);
    }

    private static int AddressLength(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? 28 : 16;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int socket(int domain, int type, int protocol);
}
