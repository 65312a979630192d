using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EirDiameter.SctpSockets;

/// <summary>
/// Many SCTP messages with one call of the kernel (sendmmsg(2), recvmmsg(2)): a call for each costs more than all other work on it. Never waits.
/// </summary>
internal static unsafe partial class SctpMessages
{
    private const int Most = 32;
    private const int DoNotWait = 0x40, NoSignal = 0x4000;
    private const int Interrupted = 4, TryAgain = 11;

    /// <summary>Sends Diameter messages that stand one behind the other, each as an SCTP message (RFC 6733 2.1.1), as many as the kernel takes now.</summary>
    /// <param name="socket">The association.</param>
    /// <param name="messages">Whole messages; what is left of one at the end is passed over.</param>
    /// <returns>Octets sent; 0: none can be now, or there is no whole message.</returns>
    /// <exception cref="SocketException">The association is gone.</exception>
    public static int Send(Socket socket, ReadOnlySpan<byte> messages)
    {
        fixed (byte* start = messages)
        {
            Vector* vectors = stackalloc Vector[Most];
            Header* headers = stackalloc Header[Most];
            int count = 0, at = 0;
            while (count < Most && messages.Length - at >= sizeof(uint))
            {
                int length = (int)(BinaryPrimitives.ReadUInt32BigEndian(messages[at..]) & 0xFFFFFF);
                if (length == 0 || length > messages.Length - at)
                    break;
                vectors[count] = new Vector { Start = start + at, Length = length };
                headers[count] = new Header { Vectors = vectors + count, Count = 1, Length = 0 };
                count++;
                at += length;
            }

            int sent = 0;
            for (int i = 0, done = count > 0 ? Call(socket, headers, count, isSending: true) : 0; i < done; i++)
                sent += (int)vectors[i].Length;
            return sent;
        }
    }

    /// <summary>Receives what is there now, one message behind the other; one that is too long for its part of the buffer goes on in the next.</summary>
    /// <param name="socket">The association.</param>
    /// <param name="buffer">Takes the octets.</param>
    /// <param name="isEnded">True when the peer sends no more.</param>
    /// <returns>Octets received; 0: there are none now.</returns>
    /// <exception cref="SocketException">The association is gone.</exception>
    public static int Receive(Socket socket, Span<byte> buffer, out bool isEnded)
    {
        isEnded = false;
        int part = buffer.Length / Most, used = 0;
        fixed (byte* start = buffer)
        {
            Vector* vectors = stackalloc Vector[Most];
            Header* headers = stackalloc Header[Most];
            for (int i = 0; i < Most; i++)
            {
                vectors[i] = new Vector { Start = start + (i * part), Length = part };
                headers[i] = new Header { Vectors = vectors + i, Count = 1, Length = 0 };
            }

            int received = Call(socket, headers, Most, isSending: false);
            for (int i = 0; i < received; i++)
            {
                int length = (int)headers[i].Length;
                isEnded |= length == 0;
                buffer.Slice(i * part, length).CopyTo(buffer[used..]);
                used += length;
            }
        }

        return used;
    }

    private static int Call(Socket socket, Header* headers, int count, bool isSending)
    {
        bool isHeld = false;
        SafeSocketHandle handle = socket.SafeHandle;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            while (true)
            {
                int descriptor = (int)handle.DangerousGetHandle();
                int done = isSending ? sendmmsg(descriptor, headers, (uint)count, DoNotWait | NoSignal) : recvmmsg(descriptor, headers, (uint)count, DoNotWait, null);
                if (done >= 0)
                    return done;
                int error = Marshal.GetLastPInvokeError();
                if (error == TryAgain)
                    return 0;
                if (error != Interrupted)
                    throw new SocketException(error, Marshal.GetPInvokeErrorMessage(error));
            }
        }
        finally
        {
            if (isHeld)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sendmmsg(int descriptor, Header* headers, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(int descriptor, Header* headers, uint count, int flags, void* limit);

    // struct iovec.
    private struct Vector
    {
        public byte* Start;
        public nint Length;
    }

    // struct mmsghdr of 64-bit Linux, as far as it is used: vectors and their number of its msghdr, and what the kernel writes behind that.
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Header
    {
        [FieldOffset(16)]
        public Vector* Vectors;

        [FieldOffset(24)]
        public nint Count;

        [FieldOffset(56)]
        public uint Length;
    }
}
