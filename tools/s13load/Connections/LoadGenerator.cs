using System.Diagnostics;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;
using EirDiameter.S13Load.Traffic;

namespace EirDiameter.S13Load.Connections;

/// <summary>All simulated MMEs on one thread: sends what is due, waits, reads what comes.</summary>
internal sealed class LoadGenerator : IDisposable
{
    // How long a wait may last, so that the end of a run and Ctrl-C are noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly LoadOptions _options;
    private readonly EquipmentSet _equipment;
    private readonly List<MmeConnection> _connections = [];
    private Readiness? _readiness;
    private bool[] _ready = [];
    private bool[] _wantsWrite = [];
    private int _nextConnection;
    private long _nextEntry;
    private long _lastSend;
    private long _nextTick;

    /// <param name="options">What to do.</param>
    /// <param name="equipment">Whom to ask about.</param>
    public LoadGenerator(LoadOptions options, EquipmentSet equipment)
    {
        _options = options;
        _equipment = equipment;
    }

    /// <summary>Opens all connections, one after another: servers with a short listen queue lose connections that come together.</summary>
    /// <exception cref="LoadException">No connection, or the EIR refuses it.</exception>
    public void Connect()
    {
        uint startSeconds = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        ulong[]? imsis = _options.ImsiFile is null ? null : ImsiFile.Read(_options.ImsiFile);
        for (int i = 0; i < _options.Connections; i++)
        {
            MmeConnection connection = new(TargetSocket.Connect(_options), _options, _equipment, i, startSeconds, imsis);
            _connections.Add(connection);
            connection.ExchangeCapabilities();
        }
        _readiness = Readiness.Create([.. _connections.Select(connection => connection.Socket)]);
        _ready = new bool[_connections.Count];
        _wantsWrite = new bool[_connections.Count];
    }

    /// <summary>Sends the requests of one run and waits for their answers.</summary>
    /// <param name="run">The books of the run; its clock has started.</param>
    /// <exception cref="LoadException">A connection is gone, or no answer came for the time allowed.</exception>
    public void Run(RunLedger run)
    {
        Array.Fill(_ready, true);
        while (true)
        {
            if (run.IsPaced)
                SendDue(run);
            else
                SendIntoWindow(run);
            int waiting = 0;
            for (int i = 0; i < _connections.Count; i++)
            {
                waiting += _connections[i].Waiting;
                _wantsWrite[i] = _connections[i].IsBlocked;
            }
            long now = Stopwatch.GetTimestamp();
            if (waiting == 0 && run.Due(now) <= 0 && run.IsAllSent)
                return;
            if (waiting > 0 && Stopwatch.GetElapsedTime(Math.Max(run.LastAnswer, _lastSend), now) > _options.Timeout)
                throw new LoadException($"no answer for {_options.Timeout.TotalSeconds:0.###} s while {waiting} were due");
            _readiness!.Wait(_wantsWrite, _ready, WaitTime(run, now));
            for (int i = 0; i < _connections.Count; i++)
            {
                if (_ready[i])
                    _connections[i].Receive(run);
            }
        }
    }

    /// <summary>Gives up the requests in flight.</summary>
    public void Abandon() => _connections.ForEach(connection => connection.Abandon());

    /// <summary>Says good-bye on every connection.</summary>
    public void Disconnect()
    {
        _connections.ForEach(connection => connection.Disconnect());
        _connections.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    /// <summary>Closed loop: what has come back goes out again, on the same connection.</summary>
    private void SendIntoWindow(RunLedger run)
    {
        for (int i = 0; i < _connections.Count; i++)
        {
            MmeConnection connection = _connections[i];
            if (!_ready[i])
                continue;
            do
            {
                long now = Stopwatch.GetTimestamp();
                long count = Math.Min(connection.Room, run.Due(now));
                if (count > 0)
                    _lastSend = now;
                for (; count > 0; count--)
                    connection.Write(run.Send(now), _equipment.EntryOf(_nextEntry++));
                connection.Flush();
            }
            while (!connection.IsBlocked && connection.Room > 0 && run.Due(Stopwatch.GetTimestamp()) > 0);
        }
    }

    /// <summary>Open loop: what is due goes out on the connections in turn, passing over those that have no room.</summary>
    private void SendDue(RunLedger run)
    {
        long now = Stopwatch.GetTimestamp();
        if (now < _nextTick)
            return;
        _nextTick = now + (long)(_options.Tick.TotalSeconds * Stopwatch.Frequency);
        long due = run.Due(now);
        for (int passedOver = 0; due > 0 && passedOver < _connections.Count;)
        {
            MmeConnection connection = _connections[_nextConnection];
            if (++_nextConnection == _connections.Count)
                _nextConnection = 0;
            if (connection.Room <= 0)
            {
                passedOver++;
                continue;
            }
            connection.Write(run.Send(now), _equipment.EntryOf(_nextEntry++));
            _lastSend = now;
            passedOver = 0;
            due--;
        }
        for (int i = 0; i < _connections.Count; i++)
            _connections[i].Flush();
    }

    private TimeSpan WaitTime(RunLedger run, long now)
    {
        if (!run.IsPaced || run.IsAllSent)
            return LongestWait;
        TimeSpan wait = Stopwatch.GetElapsedTime(now, Math.Max(now, Math.Max(run.NextAt(now), _nextTick)));
        return wait < LongestWait ? wait : LongestWait;
    }
}
