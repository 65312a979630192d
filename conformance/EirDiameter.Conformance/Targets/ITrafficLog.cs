using System.Net;

namespace EirDiameter.Conformance.Targets;

/// <summary>Who wants to know all that passes: a capture file, or nobody. Called from several connections at once.</summary>
internal interface ITrafficLog
{
    /// <summary>A connection is open.</summary>
    /// <returns>The number that the other calls name it by.</returns>
    int Opened(IPEndPoint local, IPEndPoint remote);

    /// <summary>Octets were sent by us.</summary>
    void Sent(int connection, ReadOnlySpan<byte> octets);

    /// <summary>Octets came from the target.</summary>
    void Received(int connection, ReadOnlySpan<byte> octets);

    /// <summary>The connection is closed.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="byTarget">True when the target did it.</param>
    /// <param name="reset">True for a reset.</param>
    void Closed(int connection, bool byTarget, bool reset);
}
