namespace EirDiameter.Store;

/// <summary>One of the files of an import that comes in several. Each has a header of its own.</summary>
/// <param name="Name">Names it in messages and rejects; of a DIRBS list it says which kind of delta it is.</param>
/// <param name="Open">Opens it when its turn comes, plain or gzip; called once, perhaps on several threads for several parts. The store closes it.</param>
public sealed record ImportPart(string Name, Func<Stream> Open);
