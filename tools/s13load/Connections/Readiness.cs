using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EirDiameter.S13Load.Connections;

/// <summary>Waits until sockets can be read or written, or until a time has passed. One thread uses it.</summary>
internal abstract class Readiness
{
    /// <summary>The best there is on this system.</summary>
    public static Readiness Create(IReadOnlyList<Socket> sockets) =>
        OperatingSystem.IsLinux() ? new PollReadiness(sockets) : new SelectReadiness(sockets);

    /// <summary>Waits.</summary>
    /// <param name="wantsWrite">Per socket: whether it is to be waited for until it can be written, too.</param>
    /// <param name="ready">Per socket: set to whether it can be read, was closed or can be written.</param>
    /// <param name="time">How long at most.</param>
    public abstract void Wait(ReadOnlySpan<bool> wantsWrite, Span<bool> ready, TimeSpan time);
}

/// <summary>
/// ppoll(2), since a paced generator must wake up within microseconds: Socket.Select counts in milliseconds, and at 100,000
/// requests a second a late millisecond is a hundred late requests.
/// </summary>
internal sealed unsafe partial class PollReadiness : Readiness
{
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const int SetTimerSlack = 29;

    private readonly PollDescriptor[] _descriptors;
    private bool _isPrecise;

    public PollReadiness(IReadOnlyList<Socket> sockets)
    {
        _descriptors = new PollDescriptor[sockets.Count];
        for (int i = 0; i < _descriptors.Length; i++)
            _descriptors[i] = new PollDescriptor { Descriptor = (int)sockets[i].SafeHandle.DangerousGetHandle(), Events = PollIn };
    }

    public override void Wait(ReadOnlySpan<bool> wantsWrite, Span<bool> ready, TimeSpan time)
    {
        if (!_isPrecise)
        {
            // The kernel may be 50 us late by default, to save power. One nanosecond is the least that can be asked for.
            _ = Prctl(SetTimerSlack, 1, 0, 0, 0);
            _isPrecise = true;
        }
        for (int i = 0; i < _descriptors.Length; i++)
            _descriptors[i].Events = wantsWrite[i] ? (short)(PollIn | PollOut) : PollIn;
        TimeSpecification limit = new()
        {
            Seconds = time.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = time.Ticks % TimeSpan.TicksPerSecond * 100,
        };
        int count;
        fixed (PollDescriptor* descriptors = _descriptors)
            count = Poll(descriptors, (nuint)_descriptors.Length, &limit, null);
        for (int i = 0; i < _descriptors.Length; i++)
            ready[i] = count > 0 && _descriptors[i].Returned != 0;
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpecification* limit, void* signals);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

/// <summary>Socket.Select, where there is nothing better: times are kept to a millisecond.</summary>
internal sealed class SelectReadiness(IReadOnlyList<Socket> sockets) : Readiness
{
    private readonly List<Socket> _read = [];
    private readonly List<Socket> _write = [];

    public override void Wait(ReadOnlySpan<bool> wantsWrite, Span<bool> ready, TimeSpan time)
    {
        _read.Clear();
        _write.Clear();
        for (int i = 0; i < sockets.Count; i++)
        {
            _read.Add(sockets[i]);
            if (wantsWrite[i])
                _write.Add(sockets[i]);
        }
        Socket.Select(_read, _write, null, time);
        for (int i = 0; i < sockets.Count; i++)
            ready[i] = _read.Contains(sockets[i]) || _write.Contains(sockets[i]);
    }
}
