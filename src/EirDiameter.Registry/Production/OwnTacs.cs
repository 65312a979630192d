using Dapper;
using EirDiameter.Equipment;

namespace EirDiameter.Registry;

/// <summary>Of which TACs somebody may declare what was produced: those that the TAC database or the registrar says are its own.</summary>
internal sealed class OwnTacs(AllocationStatus status)
{
    private const int AtOnce = 10_000;

    /// <summary>Why not, for each of the TACs that are not the caller's own.</summary>
    /// <exception cref="RegistryException">The caller declares nothing at all.</exception>
    public async Task<Dictionary<Tac, string>> RefusedAsync(Change change, IReadOnlyCollection<Tac> tacs)
    {
        Actor actor = change.Actor;
        if (actor.Role is not (Role.Manufacturer or Role.Administration) || actor.Id == 0)
            throw new RegistryException(RegistryFault.NotAllowed, $"{actor.Name} ({RegistryWords.Of(actor.Role)}) has produced nothing: manufacturers and administrations declare, each with its own key");
        Participant participant = await ParticipantRegister.FindAsync(change.Connection, change.Transaction, actor.Id);
        HashSet<string> makes = [.. participant.Makes.Select(Makes.Fold)];
        Dictionary<Tac, string> refused = [];
        foreach (Tac[] some in tacs.Chunk(AtOnce))
        {
            HashSet<long> given = [.. await change.Connection.QueryAsync<long>(
                $"SELECT t.tac FROM {change.Dialect.KeysSource("tacs")} JOIN participant_tacs t ON t.tac = key AND t.participant = @id",
                new { id = actor.Id, tacs = change.Dialect.Keys([.. some.Select(t => (long)t.Value)]) },
                change.Transaction)];
            foreach ((Tac tac, TacAllocation known) in await status.OfAsync(change.Connection, change.Transaction, some))
            {
                if (tac.IsTestTac)
                    refused[tac] = $"{tac} is a TAC for test equipment, which nobody produces for the market";
                else if (!given.Contains(tac.Value) && WhyNot(participant, makes, known) is { } why)
                    refused[tac] = why;
            }
        }

        return refused;
    }

    private static string? WhyNot(Participant participant, HashSet<string> makes, TacAllocation known)
    {
        const string Ask = "; if it is yours, ask the registrar to give it to you";
        if (known.Allocation is not { } allocation)
            return $"TAC {known.Tac} is not in the TAC database{Ask}";
        if (allocation.Withdrawn is not null)
            return $"TAC {known.Tac} has been withdrawn from the TAC database{Ask}";
        bool own = participant.Role == Role.Manufacturer ? makes.Contains(Makes.Fold(allocation.Manufacturer)) : allocation.Country is not null && allocation.Country == participant.Country;
        return own ? null
            : participant.Role == Role.Manufacturer ? $"TAC {known.Tac} is allocated to {allocation.Manufacturer}{Ask}"
            : $"the TAC database does not say that TAC {known.Tac} is of country {participant.Country}{Ask}";
    }
}
