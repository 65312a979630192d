using EirDiameter.Equipment;
using EirDiameter.Node.Metrics;
using EirDiameter.Node.Seen;
using EirDiameter.Peers;
using EirDiameter.Protocol;
using EirDiameter.Store;

namespace EirDiameter.Node.S13;

/// <summary>
/// The S13 and S13' application (TS 29.272, application id 16777252): where an ME-Identity-Check meets the store and the policy.
/// One handler serves one connection; what every handler shares is here.
/// </summary>
public sealed class S13Application : IDiameterApplication, IAsyncDisposable
{
    private readonly DiskChecks _diskChecks;

    /// <summary>Starts the workers that answer what is not in memory.</summary>
    public S13Application(
        LocalIdentity local,
        ListingStore store,
        Policy policy,
        SeenEquipment? seen,
        NodeMetrics metrics,
        TimeProvider time,
        uint busyResult,
        ILogger<S13Application> logger)
    {
        Local = local;
        Store = store;
        Policy = policy;
        Seen = seen;
        Metrics = metrics;
        Time = time;
        BusyFault = busyResult == ResultCodes.TooBusy ? Fault.TooBusy : Fault.Overloaded;
        Logger = logger;
        _diskChecks = new DiskChecks(this);
    }

    /// <inheritdoc />
    public uint ApplicationId => Applications.S13;

    /// <inheritdoc />
    public uint VendorId => Vendors.ThreeGpp;

    internal LocalIdentity Local { get; }

    internal ListingStore Store { get; }

    internal Policy Policy { get; }

    /// <summary>Learns which equipment was asked about; null = nobody wants to know.</summary>
    internal SeenEquipment? Seen { get; }

    internal NodeMetrics Metrics { get; }

    internal TimeProvider Time { get; }

    internal Fault BusyFault { get; }

    internal ILogger Logger { get; }

    /// <inheritdoc />
    public IRequestHandler Open(IPeerLink link) => new S13RequestHandler(this, _diskChecks, link);

    /// <summary>Answers what waits for the disk, then stops.</summary>
    public ValueTask DisposeAsync() => _diskChecks.DisposeAsync();
}
