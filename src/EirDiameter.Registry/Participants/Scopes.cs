namespace EirDiameter.Registry;

/// <summary>What a call needs to be allowed.</summary>
[Flags]
internal enum Scopes
{
    None = 0,

    /// <summary>Participants and their keys.</summary>
    Participants = 1 << 0,

    /// <summary>Load TAC allocations.</summary>
    Allocations = 1 << 1,

    /// <summary>Declare produced ranges.</summary>
    Production = 1 << 2,

    /// <summary>Report lost, stolen, recovered equipment.</summary>
    Reports = 1 << 3,

    /// <summary>Upload summaries of used equipment.</summary>
    Usage = 1 << 4,

    /// <summary>Declare type approvals.</summary>
    Approvals = 1 << 5,

    /// <summary>Look at findings and settle them.</summary>
    Findings = 1 << 6,

    /// <summary>Verify equipment, and look at what is declared.</summary>
    Verify = 1 << 7,

    /// <summary>Fetch feeds.</summary>
    Feeds = 1 << 8,

    /// <summary>Look at the ledger and at full lists.</summary>
    Audit = 1 << 9,

    /// <summary>Publish now, and look at how publishing goes.</summary>
    Publishing = 1 << 10,
}

/// <summary>What each role may do.</summary>
internal static class RoleScopes
{
    /// <summary>The scopes of a role.</summary>
    public static Scopes Of(Role role) => role switch
    {
        Role.Registrar => (Scopes)~0,
        Role.Administration => Scopes.Production | Scopes.Reports | Scopes.Usage | Scopes.Approvals | Scopes.Findings | Scopes.Verify | Scopes.Feeds | Scopes.Audit,
        Role.Manufacturer => Scopes.Production | Scopes.Verify,
        Role.Operator => Scopes.Reports | Scopes.Usage | Scopes.Findings | Scopes.Verify | Scopes.Feeds,
        Role.Auditor => Scopes.Verify | Scopes.Audit | Scopes.Feeds,
        _ => Scopes.None,
    };
}
