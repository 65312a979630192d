namespace EirDiameter.Peers.Table;

/// <summary>Whose connection stays when both sides dialled (RFC 6733 5.6.4).</summary>
internal static class Election
{
    /// <summary>
    /// True when this node wins, and the connection that the peer made stays: the Origin-Hosts are compared as octets, letters without regard
    /// to case, and who has the greater one wins.
    /// </summary>
    public static bool IsWon(string local, string remote) =>
        string.CompareOrdinal(local.ToLowerInvariant(), remote.ToLowerInvariant()) > 0;
}
