namespace EirDiameter.Registry;

/// <summary>Who takes part in the registry.</summary>
/// <param name="Id">Its number: that of the ledger entry that added it.</param>
/// <param name="Name">Its name; no two are alike.</param>
/// <param name="Role">What it is, and so what it may do.</param>
/// <param name="Country">ISO 3166 alpha-2 in lower case; null = of no country.</param>
/// <param name="Makes">Names under which a manufacturer stands in the TAC database.</param>
/// <param name="Disabled">Whether its keys open nothing. What it said stands.</param>
internal sealed record Participant(long Id, string Name, Role Role, string? Country, IReadOnlyList<string> Makes, bool Disabled);

/// <summary>A participant to add.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">administration, manufacturer, operator or auditor.</param>
/// <param name="Country">ISO 3166 alpha-2; an administration has one.</param>
/// <param name="Makes">For a manufacturer: its names in the TAC database. All TACs allocated under them are its own.</param>
internal sealed record NewParticipant(string? Name, Role? Role, string? Country, IReadOnlyList<string>? Makes);

/// <summary>A participant that was added, with its first key.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Key">The key, shown this once.</param>
/// <param name="Label">What the key is called from now on.</param>
internal sealed record AddedParticipant(Participant Participant, string Key, string Label);

/// <summary>A new key.</summary>
/// <param name="Label">What it is called from now on: its first characters.</param>
/// <param name="Key">The key, shown this once.</param>
internal sealed record AddedKey(string Label, string Key);

/// <summary>A key, without the key itself.</summary>
/// <param name="Label">Its first characters.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Revoked">When it was revoked; null = it is valid.</param>
internal sealed record KnownKey(string Label, DateTimeOffset Created, DateTimeOffset? Revoked);

/// <summary>A participant and its keys.</summary>
/// <param name="Participant">The participant.</param>
/// <param name="Keys">All keys it ever had.</param>
internal sealed record ParticipantWithKeys(Participant Participant, IReadOnlyList<KnownKey> Keys);

/// <summary>A page of participants, in order of their numbers.</summary>
/// <param name="Participants">At most as many as asked for.</param>
/// <param name="Next">What to give as <c>after</c> for the next page; null = this is the last.</param>
internal sealed record ParticipantPage(IReadOnlyList<Participant> Participants, long? Next);
