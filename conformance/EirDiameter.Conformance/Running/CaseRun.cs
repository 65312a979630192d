using System.Globalization;
using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Judging;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Profiles;
using EirDiameter.Conformance.Steps;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Running;

/// <summary>One case on its way through its steps.</summary>
internal sealed class CaseRun : IAsyncDisposable
{
    // RFC 3539 3.4.1 [5]: a target may remember a peer from an earlier run and have it answer watchdogs before it is served again.
    private static readonly string Run = Random.Shared.Next(36 * 36 * 36).ToString("x4", CultureInfo.InvariantCulture);

    private readonly Case _case;
    private readonly TargetLease _target;
    private readonly ITrafficLog? _log;
    private readonly Variables _variables;
    private readonly Dictionary<string, CaseConnection> _connections = [];
    private readonly List<CaseConnection> _ended = [];
    private string? _first;
    private uint _id;

    public CaseRun(Case @case, Profile profile, TargetLease target, ITrafficLog? log, TimeProvider time)
    {
        _case = @case;
        Profile = profile;
        _target = target;
        _log = log;
        Time = time;
        Answers = profile.AnswersIn(@case.Configuration);
        string realm = profile.ClientRealm.Length > 0 ? profile.ClientRealm : profile.OriginRealm;
        _variables = new Variables(profile.Equipment)
        {
            ["host"] = profile.OriginHost,
            ["realm"] = profile.OriginRealm,
            ["HOST"] = profile.OriginHost.ToUpperInvariant(),
            ["REALM"] = profile.OriginRealm.ToUpperInvariant(),
            ["client"] = $"{@case.Id}.{Run}.{realm}",
            ["client-realm"] = realm,
            ["id"] = @case.Id,
        };

        // RFC 6733 3: End-to-End Identifiers must not repeat within four minutes, across restarts too.
        _id = (uint)Random.Shared.Next();
    }

    /// <summary>What the target is configured to.</summary>
    public Profile Profile { get; }

    /// <summary>What it answers where operators decide.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; }

    /// <summary>Time.</summary>
    public TimeProvider Time { get; }

    /// <summary>Runs all steps.</summary>
    /// <exception cref="JudgementException">The target did not do what is expected.</exception>
    /// <exception cref="FormatException">The case says what cannot be done.</exception>
    public async Task RunAsync()
    {
        if (_case.Steps[0] is not ConnectStep)
            await ConnectStep.Usual.RunAsync(this);
        foreach (Step step in _case.Steps)
            await step.RunAsync(this);
        foreach (CaseConnection connection in _connections.Values.Concat(_ended))
            Leftovers.Judge(connection);
    }

    /// <summary>Puts in variables.</summary>
    public string Expand(string text) => _variables.Expand(text);

    /// <summary>Gives names to values.</summary>
    public void Keep(IEnumerable<(string Name, string Value)> values)
    {
        foreach ((string name, string value) in values)
            _variables[name] = value;
    }

    /// <summary>A duration for this target.</summary>
    public TimeSpan For(Duration? duration) => duration?.For(Profile) ?? Profile.Answer;

    /// <summary>Identifiers that no request had before.</summary>
    public (uint HopByHop, uint EndToEnd) NextIds()
    {
        uint id = Interlocked.Increment(ref _id);
        return (id, id ^ 0x5A5A0000);
    }

    /// <summary>The connection of that name; null stands for the first.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public CaseConnection On(string? name) =>
        _connections.GetValueOrDefault(name ?? _first ?? "") ?? throw new FormatException($"there is no connection '{name}': connect it first");

    /// <summary>What was sent with that label on any connection; null when nothing was.</summary>
    public SentBatch? Labelled(string label) => _connections.Values.Concat(_ended).Select(connection => connection.Labelled(label)).FirstOrDefault(batch => batch is not null);

    /// <summary>Opens a connection; one of the same name is no longer looked at.</summary>
    public async Task<CaseConnection> OpenAsync(string name, string? host, bool isSilent)
    {
        WatchdogManner manner = _case.Watched.Contains(name) ? WatchdogManner.Expect : isSilent ? WatchdogManner.Silent : WatchdogManner.Answer;
        string address = _target.Address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "127.0.0.1" : "::1";
        Sender sender = new(host ?? _variables["client"], _variables["client-realm"], _variables["realm"], address);
        CaseConnection connection = await CaseConnection.OpenAsync(name, sender, _target, manner, _case.StopsTarget, _log, Time);
        if (_connections.Remove(name, out CaseConnection? old))
            _ended.Add(old);
        _first ??= name;
        return _connections[name] = connection;
    }

    /// <summary>Keeps what came and was taken until now.</summary>
    /// <returns>Puts back what was taken since.</returns>
    public Action Mark()
    {
        List<Action> back = [];
        foreach (CaseConnection connection in _connections.Values)
        {
            (HashSet<Arrival> Taken, long Since) mark = connection.Inbox.Mark();
            back.Add(() => connection.Inbox.Rewind(mark));
        }

        return () => back.ForEach(one => one());
    }

    /// <summary>Asks the target to stop.</summary>
    public void StopTarget() => (_target.Stop ?? throw new FormatException("this target can't be stopped"))();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (CaseConnection connection in _connections.Values.Concat(_ended))
            await connection.DisposeAsync();
    }
}
