namespace EirDiameter.Node.N17.Nrf;

/// <summary>
/// Keeps this node registered at the NRF: registers, gives a sign of life as often as the NRF wants, registers again when the NRF has forgotten
/// (404), and takes leave at the end (TS 29.510 5.2.2.2 to 5.2.2.4). Serving never waits for it: an NRF that is away is tried again, at growing
/// intervals that no two nodes share.
/// </summary>
internal sealed class NrfRegistration : IAsyncDisposable
{
    /// <summary>The longest wait between two tries.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly NrfClient _nrf;
    private readonly byte[] _profile;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _keeping;
    private TimeSpan _heartBeat;
    private bool _registered;
    private bool _asked;
    private int _failures;

    /// <summary>Begins.</summary>
    public NrfRegistration(NrfClient nrf, NfProfile profile, TimeProvider time, ILogger logger)
    {
        _nrf = nrf;
        _profile = profile.ToJson();
        _heartBeat = TimeSpan.FromSeconds(profile.HeartBeatTimer);
        _time = time;
        _logger = logger;
        _keeping = KeepAsync();
    }

    /// <summary>Takes leave of the NRF, which is given two seconds for it, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _keeping;
        if (_registered || _asked) await LeaveAsync();
        _nrf.Dispose();
    }

    /// <summary>Seconds to wait after so many failures: doubled each time up to a minute, and of that between half and all, by <paramref name="random"/> from 0 to 1.</summary>
    internal static TimeSpan WaitAfter(int failures, double random)
    {
        double most = Math.Min(LongestWait.TotalSeconds, ShortestWait.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 10)));
        return TimeSpan.FromSeconds(most * (0.5 + (random / 2)));
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                bool done = await TryAsync();
                _failures = done ? 0 : _failures + 1;

                // Jitter is no secret.
#pragma warning disable CA5394
                TimeSpan wait = done ? _registered ? _heartBeat : TimeSpan.Zero : WaitAfter(_failures, Random.Shared.NextDouble());
#pragma warning restore CA5394
                await Task.Delay(wait, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    /// <summary>Registers, or gives a sign of life; false = to be tried again later.</summary>
    private async Task<bool> TryAsync()
    {
        try
        {
            // Stopped in the middle of it, this node may be registered or not.
            _asked = !_registered;
            NrfAnswer answer = _registered ? await _nrf.HeartBeatAsync(_stop.Token) : await _nrf.RegisterAsync(_profile, _stop.Token);
            _asked = false;
            return Take(answer);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !_stop.IsCancellationRequested))
        {
            _asked = false;
            return Failed(e.Message);
        }
    }

    private bool Take(NrfAnswer answer)
    {
        if (_registered && answer.Status == System.Net.HttpStatusCode.NotFound)
        {
            _registered = false;
            NodeLog.NrfForgot(_logger);
            return true;
        }

        if (!answer.IsSuccess) return Failed($"it answered {(int)answer.Status}");
        if (answer.HeartBeat is TimeSpan wanted) _heartBeat = wanted;
        if (!_registered || _failures > 0) NodeLog.NrfRegistered(_logger, _heartBeat.TotalSeconds);
        _registered = true;
        return true;
    }

    // Said once, until it goes well again.
    private bool Failed(string why)
    {
        if (_failures == 0) NodeLog.NrfAway(_logger, _registered ? "give a sign of life to" : "register at", why);
        return false;
    }

    private async Task LeaveAsync()
    {
        using CancellationTokenSource limit = new(LeaveLimit);
        try
        {
            NrfAnswer answer = await _nrf.DeregisterAsync(limit.Token);
            if (!answer.IsSuccess) NodeLog.NrfAway(_logger, "take leave of", $"it answered {(int)answer.Status}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            NodeLog.NrfAway(_logger, "take leave of", e.Message);
        }
    }
}
