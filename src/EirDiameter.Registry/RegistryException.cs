namespace EirDiameter.Registry;

/// <summary>Why the registry did not do something; each is one HTTP status.</summary>
public enum RegistryFault
{
    /// <summary>What was sent cannot be accepted as it is (422).</summary>
    Refused,

    /// <summary>The caller may not do this (403).</summary>
    NotAllowed,

    /// <summary>There is no such thing (404).</summary>
    NotFound,

    /// <summary>It clashes with what is there (409).</summary>
    Conflict,

    /// <summary>The database or the disk does not take it now (503): ask again.</summary>
    Unavailable,
}

/// <summary>The registry did not do something, and changed nothing. The message says what is wrong and what to do.</summary>
public sealed class RegistryException(RegistryFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What kind of fault it is.</summary>
    public RegistryFault Fault => fault;
}
