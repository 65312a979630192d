using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EirDiameter.Registry;

/// <summary><c>participants</c> and <c>keys</c>.</summary>
internal static class ParticipantCommands
{
    private const int AtOnce = 1000;

    public static Command Participants(CommandContext context)
    {
        Command participants = new("participants", "Add and list participants.");
        participants.Add(AddCommand(context));
        Command list = new("list", "List all participants: number, role, country, name, makes.");
        list.SetAction((_, cancellation) => ListAsync(context, cancellation));
        participants.Add(list);
        return participants;
    }

    public static Command Keys(CommandContext context)
    {
        Command keys = new("keys", "Add and revoke participants' keys.");
        Argument<string> participant = new("participant") { Description = "Number or name." };
        Command add = new("add", "Give a participant one more key, and print it; it is shown this once.") { participant };
        add.SetAction(async (parsed, cancellation) =>
        {
            await using RegistryDatabase database = await context.OpenAsync(cancellation);
            ParticipantRegister register = new(database);
            Participant found = await FindAsync(register, parsed.GetRequiredValue(participant), cancellation);
            AddedKey key = await register.AddKeyAsync(Actor.Registrar, found.Id, cancellation);
            await context.Output.WriteLineAsync($"key    {key.Key}\nlabel  {key.Label}");
            return RegistryCommands.Done;
        });
        keys.Add(add);
        Argument<string> label = new("label") { Description = "What the key is called: its first characters." };
        Command revoke = new("revoke", "Revoke a key for good.") { participant, label };
        revoke.SetAction(async (parsed, cancellation) =>
        {
            await using RegistryDatabase database = await context.OpenAsync(cancellation);
            ParticipantRegister register = new(database);
            Participant found = await FindAsync(register, parsed.GetRequiredValue(participant), cancellation);
            await register.RevokeKeyAsync(Actor.Registrar, found.Id, parsed.GetRequiredValue(label), cancellation);
            await context.Output.WriteLineAsync($"revoked {parsed.GetRequiredValue(label)} of {found.Name}");
            return RegistryCommands.Done;
        });
        keys.Add(revoke);
        return keys;
    }

    private static Command AddCommand(CommandContext context)
    {
        Argument<string> name = new("name") { Description = "Its name." };
        Option<Role> role = new("--role")
        {
            Description = "administration, manufacturer, operator or auditor.",
            Required = true,
            CustomParser = ParseRole,
        };
        Option<string?> country = new("--country") { Description = "ISO 3166 alpha-2 code; an administration has one." };
        Option<string[]> makes = new("--make") { Description = "A name of the manufacturer in the TAC database; may be repeated." };
        Command add = new("add", "Add a participant, and print its first key; it is shown this once.") { name, role, country, makes };
        add.SetAction(async (parsed, cancellation) =>
        {
            await using RegistryDatabase database = await context.OpenAsync(cancellation);
            NewParticipant wanted = new(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), parsed.GetValue(country), parsed.GetValue(makes));
            AddedParticipant added = await new ParticipantRegister(database).AddAsync(Actor.Registrar, wanted, cancellation);
            await context.Output.WriteLineAsync($"number {added.Participant.Id}\nkey    {added.Key}\nlabel  {added.Label}");
            return RegistryCommands.Done;
        });
        return add;
    }

    private static Role ParseRole(ArgumentResult argument)
    {
        if (!RegistryWords.TryParse(argument.Tokens[0].Value, out Role role) || role == Role.Registrar)
            argument.AddError($"--role: '{argument.Tokens[0].Value}' is none of administration, manufacturer, operator, auditor");
        return role;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancellation)
    {
        await using RegistryDatabase database = await context.OpenAsync(cancellation);
        await foreach (Participant participant in AllAsync(new ParticipantRegister(database), cancellation))
        {
            string makes = participant.Makes.Count == 0 ? "" : $" ({string.Join(", ", participant.Makes)})";
            await context.Output.WriteLineAsync(
                $"{participant.Id,6}  {RegistryWords.Of(participant.Role),-14}  {participant.Country ?? "-",-2}  {participant.Name}{makes}{(participant.Disabled ? " disabled" : "")}");
        }

        return RegistryCommands.Done;
    }

    private static async Task<Participant> FindAsync(ParticipantRegister register, string text, CancellationToken cancellation)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            return (await register.GetAsync(id, cancellation)).Participant;
        await foreach (Participant participant in AllAsync(register, cancellation))
        {
            if (participant.Name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return participant;
        }

        throw new RegistryException(RegistryFault.NotFound, $"there is no participant '{text}'; 'participants list' has them all");
    }

    private static async IAsyncEnumerable<Participant> AllAsync(
        ParticipantRegister register, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        long? after = 0;
        while (after is not null)
        {
            ParticipantPage page = await register.ListAsync(after.Value, AtOnce, cancellation);
            foreach (Participant participant in page.Participants)
                yield return participant;
            after = page.Next;
        }
    }
}
