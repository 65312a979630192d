using System.Net.Sockets;
using EirDiameter.Conformance.Wire;

namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>One connection of a <see cref="FaultyServer"/>.</summary>
internal sealed class FaultyPeer(Socket socket, FaultyServer server) : IDisposable
{
    private const int LongestMessage = 1 << 20;

    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly HashSet<(string, uint)> _seen = [];
    private FaultyWatchdog? _watchdog;
    private bool _isOpen;
    private bool _isLeaving;
    private bool _isDismissed;
    private TaskCompletionSource<bool>? _probe;
    private uint _id = 0x40000000;

    /// <summary>Origin-Host from its CER; empty before.</summary>
    public string Host { get; private set; } = "";

    private FaultSet Faults => server.Faults;

    /// <summary>Serves it until it ends.</summary>
    public async Task ServeAsync()
    {
        if (!Faults.Has(Fault.CerNotTimed))
            _ = After(server.Settings.Capabilities, () => _isOpen);
        try
        {
            socket.NoDelay = true;
            List<byte> unread = [];
            byte[] buffer = new byte[1 << 16];
            while (await socket.ReceiveAsync(buffer) is > 0 and int count)
            {
                unread.AddRange(buffer.AsSpan(0, count));
                if (!await TakeAsync(unread))
                    break;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has gone.
        }

        Close();
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        if (!_ended.IsCancellationRequested)
            _ended.Cancel();
        _probe?.TrySetResult(false);
        socket.Dispose();
    }

    public void Dispose()
    {
        Close();
        _ended.Dispose();
        _writing.Dispose();
    }

    /// <summary>Says goodbye, and waits a while for the answer.</summary>
    public void Leave()
    {
        _isLeaving = true;
        if (!_isOpen || Faults.Has(Fault.StopWithoutDisconnect))
        {
            Close();
            return;
        }

        _ = SendAsync(server.Answers.Request(RequestChecks.Disconnect, ++_id));
        _ = After(server.Settings.Grace, () => false);
    }

    /// <summary>True when anything comes from it soon.</summary>
    public async Task<bool> LivesAsync()
    {
        if (_isDismissed)
            return false;
        _probe = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await AskAsync();
        return await Task.WhenAny(_probe.Task, Task.Delay(server.Settings.Probe)) == _probe.Task && await _probe.Task;
    }

    /// <summary>Sends a DWR.</summary>
    public Task AskAsync() => SendAsync(server.Answers.Request(RequestChecks.Watchdog, ++_id));

    // False when the connection is to end.
    private async Task<bool> TakeAsync(List<byte> unread)
    {
        while (unread.Count >= 4)
        {
            int length = (int)NaiveMessage.Number([.. unread[..4]], 1, 3);
            if (length is < 20 or > LongestMessage)
            {
                if (Faults.Has(Fault.GarbageEndsAll))
                    server.CloseAll();

                // RFC 6733 2.1: a stream that has lost its borders is ended by a reset.
                socket.LingerState = new LingerOption(true, 0);
                return false;
            }

            if (unread.Count < length)
            {
                if (Faults.Has(Fault.SplitMessageLost))
                    unread.Clear();
                return true;
            }

            byte[] octets = [.. unread[..length]];
            unread.RemoveRange(0, length);
            if (Faults.Has(Fault.SecondInSegmentLost))
                unread.Clear();
            if (!await HandleAsync(new EirRequest(octets)))
                return false;
        }

        return true;
    }

    private async Task<bool> HandleAsync(EirRequest request)
    {
        _probe?.TrySetResult(true);
        _watchdog?.Heard(isAnswer: !request.IsRequest && request.Command == RequestChecks.Watchdog);
        if (!request.IsRequest)
            return await HandleAnswerAsync(request);
        if (!_isOpen && request.Command != RequestChecks.Capabilities && !Faults.Has(Fault.ServedBeforeCer))
            return false;
        Refusal? refusal = server.Checks.Judge(request);
        switch (request.Command)
        {
            case RequestChecks.Capabilities when request.Application == 0:
                return await IntroduceAsync(request, refusal);
            case RequestChecks.Watchdog when request.Application == 0:
                return Faults.Has(Fault.WatchdogUnanswered) || await SendAsync(server.Answers.BaseAnswer(request, refusal));
            case RequestChecks.Disconnect when request.Application == 0:
                return await DismissAsync(request, refusal);
            default:
                return await ServeAsync(request, refusal);
        }
    }

    private async Task<bool> HandleAnswerAsync(EirRequest answer)
    {
        if (Faults.Has(Fault.AnswersAnswered))
            await SendAsync(server.Answers.Refuse(answer, new Refusal(3001)));

        // RFC 6733 5.4: who gets the DPA closes.
        return !(_isLeaving && answer.Command == RequestChecks.Disconnect);
    }

    private async Task<bool> IntroduceAsync(EirRequest request, Refusal? refusal)
    {
        // RFC 6733 5.6 knows no CER on an open connection.
        if (_isOpen)
            return false;
        refusal ??= Introduction.Judge(request, server.Settings, Faults);
        if (refusal is null && !await server.MakeRoomAsync(this, request.Text(264)))
            return false;
        if (refusal is null)
            (_isOpen, Host) = (true, request.Text(264));
        if (!await SendAsync(server.Answers.CapabilitiesAnswer(request, refusal)) || refusal is not null)
            return false;
        if (!Faults.Has(Fault.WatchdogNotSent))
        {
            _watchdog = new FaultyWatchdog(this, server.Settings, Faults);
            _ = _watchdog.RunAsync(_ended.Token);
        }

        return true;
    }

    private async Task<bool> DismissAsync(EirRequest request, Refusal? refusal)
    {
        if (Faults.Has(Fault.DisconnectUnanswered))
            return true;
        _isDismissed = true;
        _ = After(server.Settings.Grace, () => false);
        return await SendAsync(server.Answers.BaseAnswer(request, refusal)) && !Faults.Has(Fault.DisconnectClosedByAnswerer);
    }

    private async Task<bool> ServeAsync(EirRequest request, Refusal? refusal)
    {
        if (Faults.Has(Fault.DuplicatesDropped) && !_seen.Add((request.Text(264), request.EndToEnd)))
            return true;
        if (refusal is not null)
        {
            return refusal.Code switch
            {
                3001 when Faults.Has(Fault.UnknownCommandSilent) => true,
                3007 when Faults.Has(Fault.UnknownApplicationCloses) => false,
                5005 when Faults.Has(Fault.MissingAvpCloses) => false,
                5014 when Faults.Has(Fault.BadLengthSilent) => true,
                _ => await SendAsync(server.Answers.Refuse(request, refusal)),
            };
        }

        byte[] answer = server.Answers.Verdict(request, EquipmentCheck.Decide(request, server.Settings, Faults));
        if (Faults.Has(Fault.AnsweredTwice))
            await SendAsync(answer);
        return await SendAsync(answer);
    }

    private async Task<bool> SendAsync(byte[] octets)
    {
        await _writing.WaitAsync();
        try
        {
            for (ReadOnlyMemory<byte> left = octets; left.Length > 0;)
                left = left[await socket.SendAsync(left)..];
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task After(TimeSpan time, Func<bool> spared)
    {
        try
        {
            await Task.Delay(time, _ended.Token);
            if (!spared())
                Close();
        }
        catch (OperationCanceledException)
        {
            // It ended before.
        }
    }
}
