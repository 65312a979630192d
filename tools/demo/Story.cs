using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>One question with what came of it.</summary>
internal sealed record Outcome(Question Question, WireAnswer Answer, string Why)
{
    public bool IsAsExpected => Answer.Meaning == Question.Expected;
}

/// <summary>The demo from beginning to end: a node starts, is asked, is given an update, is asked again, and stops.</summary>
internal sealed class Story(IStage stage)
{
    /// <returns>True if everything was as it should be.</returns>
    public async Task<bool> TellAsync(CancellationToken cancel)
    {
        string directory = Directory.CreateTempSubdirectory("eir-demo-").FullName;
        try
        {
            return await TellAsync(directory, cancel);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<bool> TellAsync(string directory, CancellationToken cancel)
    {
        string[] arguments =
        [
            "--Diameter:Listen:0", "tcp://127.0.0.1:0",
            "--Admin:Url", "http://127.0.0.1:0",
            "--Store:Path", "data", "--Store:MemoryMiB", "64",
            "--Lists:0:Feed", "national", "--Lists:0:File", List("national.csv"),
            "--Lists:1:Feed", "operator", "--Lists:1:File", List("operator.csv"),
        ];
        stage.Starting(arguments);
        await using NodeProcess node = await NodeProcess.StartAsync(directory, arguments, cancel);
        using var api = new AdminApi(node.Admin);
        await using Mme mme = await Mme.ConnectAsync(node.Diameter, cancel);
        stage.Connected(node, mme.NodeHost);

        List<Outcome> outcomes = await AskAsync(mme, api, Scenario.BeforeUpdate, cancel);
        stage.Asked("Asked over S13", outcomes);

        JsonElement report = await api.ImportAsync("national", List("update.csv"), cancel);
        stage.Imported(report);
        List<Outcome> after = await AskAsync(mme, api, Scenario.AfterUpdate, cancel);
        stage.Asked("Asked again, over the same connection", after);

        // The goodbye is awaited before the signal is sent: it comes at once.
        Task<bool> goodbye = mme.IsToldToDisconnectAsync(cancel);
        node.RequestStop();
        bool isTold = await goodbye;
        int exitCode = await node.WaitForExitAsync(cancel);
        stage.Stopped(isTold, exitCode);

        Outcome[] wrong = [.. outcomes.Concat(after).Where(outcome => !outcome.IsAsExpected)];
        bool isGood = wrong.Length == 0 && isTold && exitCode == 0;
        stage.Ended(outcomes.Count + after.Count, wrong.Length, isGood);
        return isGood;
    }

    private static async Task<List<Outcome>> AskAsync(Mme mme, AdminApi api, IReadOnlyList<Question> questions, CancellationToken cancel)
    {
        List<Outcome> outcomes = [];
        foreach (Question question in questions)
            outcomes.Add(new Outcome(question, await mme.AskAsync(question, cancel), await api.WhyAsync(question, cancel)));
        return outcomes;
    }

    private static string List(string name) => Path.Combine(AppContext.BaseDirectory, "lists", name);
}
