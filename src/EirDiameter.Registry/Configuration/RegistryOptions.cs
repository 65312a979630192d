namespace EirDiameter.Registry;

/// <summary>Section <c>Registry</c>: everything that can be configured. <see cref="RegistryConfiguration"/> reads and validates it.</summary>
public sealed record RegistryOptions
{
    /// <summary>Address of the HTTP API and of the published feeds.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8090";

    /// <summary>Keys of the registry's own administration, the registrar: 16 characters or longer each.</summary>
    public IReadOnlyList<string> RegistrarKeys { get; init; } = [];

    /// <summary>Section <c>Registry:Database</c>: where everything is kept.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>Section <c>Registry:Reports</c>: what becomes of reports.</summary>
    public ReportOptions Reports { get; init; } = new();

    /// <summary>Section <c>Registry:Publish</c>: the feeds.</summary>
    public PublishingOptions Publish { get; init; } = new();

    /// <summary>Section <c>Registry:Usage</c>: the summaries of used equipment.</summary>
    public UsageOptions Usage { get; init; } = new();

    /// <summary>Section <c>Registry:Findings</c>: what is looked for in them.</summary>
    public FindingsOptions Findings { get; init; } = new();

    /// <summary>Section <c>Registry:Rules</c>: what the registry may list by itself.</summary>
    public RulesOptions Rules { get; init; } = new();

    /// <summary>Section <c>Registry:Allocations</c>: the TAC database.</summary>
    public AllocationsOptions Allocations { get; init; } = new();

    /// <summary>Section <c>Registry:MakerQueries</c>: how manufacturers are asked.</summary>
    public MakerQueryOptions MakerQueries { get; init; } = new();
}

/// <summary>Section <c>Registry:Database</c>.</summary>
public sealed record DatabaseOptions
{
    /// <summary><c>Sqlite</c>, for one process, or <c>PostgreSql</c>, for any number of them.</summary>
    public string Provider { get; init; } = "Sqlite";

    /// <summary>How to reach it: for SQLite <c>Data Source=FILE</c>, for PostgreSQL as Npgsql has it (<c>Host=…;Database=…;Username=…</c>).</summary>
    public string Connection { get; init; } = "Data Source=registry/registry.db";
}
