using System.Net.Security;

namespace EirDiameter.Peers.Dialling;

/// <summary>How peers are dialled over TLS.</summary>
/// <param name="Options">
/// What the next handshake goes by. Whether the certificate comes from somebody who is trusted is judged there; whether it is that peer's, when its
/// CEA has said who it is.
/// </param>
public sealed record TlsDialling(Func<SslClientAuthenticationOptions> Options);
