namespace EirDiameter.Node.Audit;

/// <summary>How the audit log is.</summary>
/// <param name="Lines">Lines in it.</param>
/// <param name="Head">SHA-256 of its last line: kept somewhere else, it tells later whether the end was cut off.</param>
/// <param name="BrokenAt">The first line that does not follow from the one before it: something was changed there. Null = the chain is whole.</param>
/// <param name="CutOctets">Octets of an unfinished last line that were cut off at the start; 0 = none.</param>
/// <param name="Fault">Why nothing can be written now; null = it can.</param>
internal sealed record AuditStatus(long Lines, string Head, long? BrokenAt, long CutOctets, string? Fault);
