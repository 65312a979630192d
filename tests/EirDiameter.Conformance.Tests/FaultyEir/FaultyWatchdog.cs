namespace EirDiameter.Conformance.Tests.FaultyEir;

/// <summary>The watchdog of one connection, RFC 3539 3.4.1.</summary>
internal sealed class FaultyWatchdog(FaultyPeer peer, EirSettings settings, FaultSet faults)
{
    private readonly Lock _lock = new();
    private DateTime _due;
    private bool _isPending;
    private bool _isSuspect;

    /// <summary>A message came.</summary>
    public void Heard(bool isAnswer)
    {
        lock (_lock)
        {
            _isSuspect = false;
            if (isAnswer)
                _isPending = false;
            if (!faults.Has(Fault.WatchdogByFixedPeriod))
                _due = Next();
        }
    }

    /// <summary>Asks when it is time to, and ends the connection that is dead.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _due = Next();
        try
        {
            while (true)
            {
                TimeSpan left = Left();
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, cancellation);
                    continue;
                }

                if (!await ElapsedAsync())
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private async Task<bool> ElapsedAsync()
    {
        bool asks;
        lock (_lock)
        {
            _due = Next();
            asks = !_isPending;
            if (_isPending && (_isSuspect || faults.Has(Fault.WatchdogHasty)) && !faults.Has(Fault.WatchdogNeverCloses))
            {
                peer.Close();
                return false;
            }

            _isSuspect = _isPending;
            _isPending = true;
        }

        if (asks)
            await peer.AskAsync();
        return true;
    }

    private TimeSpan Left()
    {
        lock (_lock)
            return _due - DateTime.UtcNow;
    }

    private DateTime Next()
    {
        double jitter = faults.Has(Fault.WatchdogWithoutJitter) ? 0 : ((Random.Shared.NextDouble() * 2) - 1) * settings.Jitter.TotalSeconds;
        return DateTime.UtcNow + settings.Watchdog + TimeSpan.FromSeconds(jitter);
    }
}
