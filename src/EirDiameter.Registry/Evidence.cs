namespace EirDiameter.Registry;

/// <summary>The parts that gather and judge evidence, put together: approvals, usage, and what follows from them every day.</summary>
internal sealed class Evidence : IAsyncDisposable
{
    private readonly ApprovalEndpoints _approvals;
    private readonly UsageEndpoints _usage;
    private readonly FindingEndpoints _findings;

    public Evidence(RegistryOptions options, RegistryDatabase database, TimeProvider time, ILoggerFactory loggers)
    {
        ILogger logger = loggers.CreateLogger("EirDiameter.Registry.Evidence");
        NotApprovedRule notApproved = new(database, options.Rules, options.Usage, time, logger);
        UsageRegister usage = new(database, options.Usage, time);
        FollowUp followUp = new(logger);
        _approvals = new(new ApprovalRegister(database, time), notApproved, followUp);
        FindingListings listings = new(options.Rules);
        FindingDetector detector = new(database, new AllocationStatus(database, options.Allocations, time), options.Findings, options.Usage, listings, time, logger);
        _usage = new(usage, notApproved, detector, followUp);
        _findings = new(new FindingRegister(database, listings), detector);
        Daily = new DailyTasks(
            database,
            [
                ("listings whose time is over", new ExpiredClaims(database).ApplyAsync),
                ("removal of old usage summaries", usage.PruneAsync),
                ("rules against TACs without approval", notApproved.ApplyAsync),
                ("findings", detector.RunAsync),
            ],
            time,
            logger);
    }

    /// <summary>What is done every day.</summary>
    public DailyTasks Daily { get; }

    public void Map(IEndpointRouteBuilder routes)
    {
        _approvals.Map(routes);
        _usage.Map(routes);
        _findings.Map(routes);
    }

    public ValueTask DisposeAsync() => Daily.DisposeAsync();
}
