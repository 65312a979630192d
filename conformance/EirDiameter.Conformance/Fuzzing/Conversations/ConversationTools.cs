using System.Net;
using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Fuzzing.Conversations;

/// <summary>What all conversations of a run share.</summary>
/// <param name="Target">Whom they talk to.</param>
/// <param name="Subject">What the target must know.</param>
/// <param name="Own">Right messages.</param>
/// <param name="Black">What is black.</param>
/// <param name="Report">Takes what is found.</param>
/// <param name="Log">Takes what the target sends; null when nobody wants it.</param>
internal sealed record ConversationTools(
    IPEndPoint Target, FuzzSubject Subject, OwnMessages Own, BlackReading Black, Action<Finding> Report, ITrafficLog? Log);
