using System.Data.Common;
using System.Net;
using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Where manufacturers answer, as the registrar has it.</summary>
internal sealed class MakerRegister(RegistryDatabase database, AllowedAddresses allowed)
{
    private const int MaxUrl = 2000;

    /// <summary>Sets the address of a manufacturer.</summary>
    /// <exception cref="RegistryException">There is no such manufacturer, or the address may not be asked.</exception>
    public Task<MakerEndpoint> SetAsync(Actor actor, long id, string? url, CancellationToken cancellation)
    {
        Uri address = Read(url);
        return database.ChangeAsync(
            actor,
            "query-endpoint-set",
            async change =>
            {
                Participant participant = await ParticipantRegister.FindAsync(change.Connection, change.Transaction, id);
                if (participant.Role != Role.Manufacturer)
                    throw new RegistryException(RegistryFault.Refused, $"{participant.Name} is no manufacturer: only those are asked what they produced");
                await change.Connection.ExecuteAsync(
                    """
                    INSERT INTO maker_endpoints (participant, url, sequence) VALUES (@id, @url, @sequence)
                    ON CONFLICT (participant) DO UPDATE SET url = excluded.url, sequence = excluded.sequence
                    """,
                    new { id, url = address.AbsoluteUri, sequence = change.Sequence },
                    change.Transaction);
                change.Record(new { participant.Id, participant.Name, url = address.AbsoluteUri });
                return new MakerEndpoint(id, participant.Name, address);
            },
            cancellation);
    }

    /// <summary>Forgets the address of a manufacturer.</summary>
    /// <exception cref="RegistryException">It has none.</exception>
    public Task RemoveAsync(Actor actor, long id, CancellationToken cancellation) => database.ChangeAsync(
        actor,
        "query-endpoint-removed",
        async change =>
        {
            if (await change.Connection.ExecuteAsync("DELETE FROM maker_endpoints WHERE participant = @id", new { id }, change.Transaction) == 0)
                throw NotFound(id);
            change.Record(new { id });
            return 0;
        },
        cancellation);

    /// <summary>The address of a manufacturer.</summary>
    /// <exception cref="RegistryException">It has none.</exception>
    public async Task<MakerEndpoint> GetAsync(long id, CancellationToken cancellation)
    {
        await using DbConnection connection = await database.OpenAsync(cancellation);
        (string Name, string Url)? found = await connection.QuerySingleOrDefaultAsync<(string, string)?>(
            "SELECT p.name, e.url FROM maker_endpoints e JOIN participants p ON p.id = e.participant WHERE e.participant = @id", new { id });
        return found is { } endpoint ? new(id, endpoint.Name, new Uri(endpoint.Url)) : throw NotFound(id);
    }

    /// <summary>Who can be asked about each of these TACs: the manufacturer it was given to by hand, or that has it by the TAC database. Others do not come.</summary>
    /// <param name="connection">Where to read.</param>
    /// <param name="dialect">That of the database.</param>
    /// <param name="tacs">What the TAC database says of them.</param>
    public static async Task<Dictionary<Tac, MakerEndpoint>> OfAsync(DbConnection connection, Dialect dialect, IReadOnlyCollection<TacAllocation> tacs)
    {
        Dictionary<long, MakerEndpoint> endpoints = [];
        Dictionary<string, long> byMake = [];
        foreach ((long id, string name, string makes, string url) in await connection.QueryAsync<(long, string, string, string)>(
            "SELECT p.id, p.name, p.makes, e.url FROM maker_endpoints e JOIN participants p ON p.id = e.participant WHERE p.disabled = 0"))
        {
            endpoints[id] = new(id, name, new Uri(url));
            foreach (string make in ParticipantRegister.ReadMakes(makes))
                byMake[Makes.Fold(make)] = id;
        }

        Dictionary<Tac, MakerEndpoint> found = [];
        if (endpoints.Count == 0)
            return found;
        foreach (TacAllocation known in tacs)
        {
            if (known.Allocation is { Withdrawn: null } allocation && byMake.TryGetValue(Makes.Fold(allocation.Manufacturer), out long id))
                found[known.Tac] = endpoints[id];
        }

        foreach ((long tac, long id) in await connection.QueryAsync<(long, long)>(
            $"SELECT t.tac, t.participant FROM {dialect.KeysSource("tacs")} JOIN participant_tacs t ON t.tac = key ORDER BY t.sequence",
            new { tacs = dialect.Keys([.. tacs.Select(t => (long)t.Tac.Value)]) }))
        {
            if (endpoints.TryGetValue(id, out MakerEndpoint? endpoint))
                found[new Tac((uint)tac)] = endpoint;
        }

        return found;
    }

    private static RegistryException NotFound(long id) => new(RegistryFault.NotFound, $"participant number {id} has no query endpoint");

    private Uri Read(string? url)
    {
        if (url is null or { Length: > MaxUrl } || !Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Fragment.Length > 0 || address.UserInfo.Length > 0
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            throw Refused("is not an https URL such as https://imei.example.com/produced");
        bool isAddress = IPAddress.TryParse(address.Host.Trim('[', ']'), out IPAddress? ip);
        if (isAddress && !allowed.IsAllowed(ip!))
            throw Refused($"{address.Host} is not a public address: the registry speaks to public addresses only");
        if (address.Scheme == Uri.UriSchemeHttp && !(isAddress && allowed.IsAllowedBeside(ip!)))
            throw Refused("has to begin with https: what is asked and answered is nobody else's");
        return address;
    }

    private static RegistryException Refused(string why) => new(RegistryFault.Refused, $"url: {why}");
}
