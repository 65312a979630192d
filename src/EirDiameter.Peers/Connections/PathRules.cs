using System.Text;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// Diameter path authorisation (RFC 6733 2.9): from which realms requests may come, and over which nodes. Immutable; the names are kept as octets, so that
/// a request costs one walk over its AVPs and no allocation.
/// </summary>
internal sealed class PathRules
{
    private readonly byte[][] _realms;
    private readonly byte[][] _routes;

    private PathRules(IReadOnlyList<string> realms, IReadOnlyList<string> routes)
    {
        _realms = [.. realms.Select(Encoding.ASCII.GetBytes)];
        _routes = [.. routes.Select(Encoding.ASCII.GetBytes)];
    }

    /// <summary>The rules for one peer; null: there are none.</summary>
    public static PathRules? Of(PeersOptions options, PeerOptions? peer)
    {
        IReadOnlyList<string> realms = peer is { OriginRealms.Count: > 0 } ? peer.OriginRealms : options.OriginRealms;
        return realms.Count == 0 && options.RouteRecords.Count == 0 ? null : new PathRules(realms, options.RouteRecords);
    }

    /// <summary>
    /// False when the request comes from a realm, or over a node, that is not among those allowed. A request without an Origin-Realm, or that cannot be read
    /// to its end, is for its application to refuse.
    /// </summary>
    public bool Allow(ReadOnlySpan<byte> request)
    {
        AvpReader reader = AvpReader.OfMessage(request);
        while (reader.MoveNext())
        {
            Avp avp = reader.Current;
            if (_realms.Length > 0 && avp.Is(AvpCodes.OriginRealm) && !Contains(_realms, avp.Data))
                return false;
            if (_routes.Length > 0 && avp.Is(AvpCodes.RouteRecord) && !Contains(_routes, avp.Data))
                return false;
        }

        return true;
    }

    private static bool Contains(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (byte[] known in names)
        {
            if (Ascii.EqualsIgnoreCase(known, name))
                return true;
        }

        return false;
    }
}
