using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Replaying;

/// <summary>To whom a capture is replayed, and how.</summary>
/// <param name="Target">Where the target listens.</param>
/// <param name="Answer">How long an answer may take.</param>
/// <param name="Known">What the target calls itself; null: learned from its CEA.</param>
/// <param name="Log">Who wants to know what passes; may be null.</param>
internal sealed record ReplaySettings(TargetEndPoint Target, TimeSpan Answer, Identity? Known, ITrafficLog? Log);
