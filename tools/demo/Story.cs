using System.Reflection;
using System.Text.Json;

namespace EirDiameter.Demo;

/// <summary>One question with what came of it.</summary>
internal sealed record Outcome(Question Question, WireAnswer Answer, string Why)
{
    public bool IsAsExpected => Answer.Meaning == Question.Expected;
}

/// <summary>
/// The demo from beginning to end: a registry and a node start; what a manufacturer and a country say to the one, MMEs are told by the other;
/// the node is asked every other kind of question, is given an update, is asked again; and both stop.
/// </summary>
internal sealed class Story(IStage stage)
{
    private static readonly string Registry =
        Path.GetFullPath(typeof(Story).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(known => known.Key == "Registry").Value!);

    private readonly List<Outcome> _outcomes = [];

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
        await using ProgramProcess registry = await StartRegistryAsync(directory, cancel);
        using var speakers = new RegistryApi(registry.Http);
        await using ProgramProcess node = await StartNodeAsync(directory, registry.Http, await speakers.PublicKeyAsync(cancel), cancel);
        using var api = new AdminApi(node.Http);
        await using Mme mme = await Mme.ConnectAsync(node.Diameter, cancel);
        stage.Connected(node, mme.NodeHost);

        var chain = new Chain(speakers, api, stage);
        await chain.AdmitAsync(cancel);
        await AskAsync("An MME asks over S13", Scenario.BeforeSaid);
        await chain.SpeakAsync(cancel);
        await AskAsync("The MME asks again", Scenario.AfterSaid);
        await chain.RecoverAsync(cancel);
        await AskAsync("The MME asks again", Scenario.AfterRecovery);

        await AskAsync("Every other kind of question, by the node's two list files", Scenario.BeforeUpdate);
        JsonElement report = await api.ImportAsync("national", List("update.csv"), cancel);
        stage.Imported(report);
        await AskAsync("Asked again, over the same connection", Scenario.AfterUpdate);

        // The goodbye is awaited before the signal is sent: it comes at once.
        Task<bool> goodbye = mme.IsToldToDisconnectAsync(cancel);
        node.RequestStop();
        bool isTold = await goodbye;
        int exitCode = await node.WaitForExitAsync(cancel);
        registry.RequestStop();
        int registryExitCode = await registry.WaitForExitAsync(cancel);
        stage.Stopped(isTold, exitCode, registryExitCode);

        int wrong = _outcomes.Count(outcome => !outcome.IsAsExpected);
        bool isGood = wrong == 0 && isTold && (exitCode, registryExitCode) == (0, 0);
        stage.Ended(_outcomes.Count, wrong, isGood);
        return isGood;

        async Task AskAsync(string title, IReadOnlyList<Question> questions)
        {
            List<Outcome> outcomes = [];
            foreach (Question question in questions)
                outcomes.Add(new Outcome(question, await mme.AskAsync(question, cancel), await api.WhyAsync(question, cancel)));
            stage.Asked(title, outcomes);
            _outcomes.AddRange(outcomes);
        }
    }

    private async Task<ProgramProcess> StartRegistryAsync(string directory, CancellationToken cancel)
    {
        string[] arguments =
        [
            "--Registry:Url", "http://127.0.0.1:0",
            "--Registry:Publish:IntervalSeconds", "1",
        ];
        stage.Starting("Start the registry", Registry, arguments);
        ProgramProcess registry = await ProgramProcess.StartAsync("registry", Registry, directory, arguments, cancel);
        stage.Ready(registry.Http);
        return registry;
    }

    private async Task<ProgramProcess> StartNodeAsync(string directory, Uri registry, string publicKey, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(directory, "registry.pub.pem"), publicKey, cancel);
        string[] arguments =
        [
            "--Diameter:Listen:0", "tcp://127.0.0.1:0",
            "--Admin:Url", "http://127.0.0.1:0",
            "--Store:Path", "data", "--Store:MemoryMiB", "64",
            "--Feeds:0:Name", "global", "--Feeds:0:Url", $"{registry}feeds/global/",
            "--Feeds:0:PublicKey", "registry.pub.pem", "--Feeds:0:IntervalSeconds", "1",
            "--Policy:NotProduced", "black",
            "--Lists:0:Feed", "national", "--Lists:0:File", List("national.csv"),
            "--Lists:1:Feed", "operator", "--Lists:1:File", List("operator.csv"),
        ];
        string program = Path.Combine(AppContext.BaseDirectory, "EirDiameter.Node.dll");
        stage.Starting("Start a node, which follows the registry's feed and has two list files", program, arguments);
        return await ProgramProcess.StartAsync("node", program, directory, arguments, cancel);
    }

    private static string List(string name) => Path.Combine(AppContext.BaseDirectory, "lists", name);
}
