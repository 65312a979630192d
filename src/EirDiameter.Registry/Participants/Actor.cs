namespace EirDiameter.Registry;

/// <summary>What a participant is; each may do what <see cref="RoleScopes.Of"/> says.</summary>
internal enum Role
{
    /// <summary>The registry's own administration.</summary>
    Registrar,

    /// <summary>The administration of a country.</summary>
    Administration,

    /// <summary>A maker of equipment.</summary>
    Manufacturer,

    /// <summary>A network operator, or a national CEIR.</summary>
    Operator,

    /// <summary>Who looks on and checks.</summary>
    Auditor,
}

/// <summary>Who makes a call or a change.</summary>
/// <param name="Id">The participant's number; 0 = the registrar or the registry itself.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is.</param>
/// <param name="Country">ISO 3166 alpha-2 in lower case; null = of no country.</param>
internal sealed record Actor(long Id, string Name, Role Role, string? Country = null)
{
    /// <summary>Who showed one of <see cref="RegistryOptions.RegistrarKeys"/>.</summary>
    public static Actor Registrar { get; } = new(0, "registrar", Role.Registrar);

    /// <summary>The registry itself, acting by a configured rule.</summary>
    public static Actor Registry { get; } = new(0, "registry", Role.Registrar);
}
