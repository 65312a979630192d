using System.Net;

namespace EirDiameter.Conformance.Captures;

/// <summary>What IP carried, whole again where it came in fragments.</summary>
/// <param name="Frame">The frame that completed it.</param>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">To whom.</param>
/// <param name="Protocol">6 = TCP, 132 = SCTP.</param>
/// <param name="Payload">From the transport's header on.</param>
internal sealed record Datagram(Frame Frame, IPAddress Source, IPAddress Destination, int Protocol, byte[] Payload);
