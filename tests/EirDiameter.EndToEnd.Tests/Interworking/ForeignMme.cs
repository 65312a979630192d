using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>An MME that others wrote, run to its end.</summary>
internal static class ForeignMme
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Asks all of <see cref="Questions"/> and checks every answer as that MME decoded it.</summary>
    public static async Task AsksEverythingAsync(string script, int port, TemporaryFolder folder, string[]? options = null, string[]? through = null)
    {
        string[] command =
            [.. through ?? [], Repository.Peer(script), $"127.0.0.1:{port}", $"equipment={Questions.WriteFile(folder)}", .. options ?? []];
        (_, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(command[0], command.Skip(1), Limit, folder.Path);
        string all = string.Join('\n', output.Concat(errors));
        Assert.True(output.Contains($"DONE sent={Questions.All.Count} answered={Questions.All.Count} timeout=0"), all);
        Assert.Equal(Questions.Answers, output.Where(line => line.StartsWith("ANSWER ", StringComparison.Ordinal)));
    }
}
