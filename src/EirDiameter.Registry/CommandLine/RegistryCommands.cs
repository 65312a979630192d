using System.CommandLine;
using System.Text.RegularExpressions;

namespace EirDiameter.Registry;

/// <summary>The whole command line: what there is, what a wrong one is told, and how it ends.</summary>
internal static partial class RegistryCommands
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Refused, failed, or not intact.</summary>
    public const int Refused = 1;

    /// <summary>A wrong command line or configuration.</summary>
    public const int Misused = 2;

    private const string About =
        """
        Global IMEI Registry: participants declare what was produced, report equipment and look it up; what follows is published as signed feeds.

        Without a command it serves. Any setting may be given after any command as --Section:Key VALUE, or in appsettings.json, or in the environment as
        Section__Key. Commands work on the database directly, also while a registry serves; a revoked key is refused within 5 seconds.

        Exit codes: 0 done, 1 refused or failed, 2 wrong command line or configuration.

        Examples:
          EirDiameter.Registry                                                    serve on http://127.0.0.1:8090, with registry/registry.db
          EirDiameter.Registry serve --Registry:Url http://0.0.0.0:8090 --Registry:RegistrarKeys:0 A-LONG-RANDOM-KEY
          EirDiameter.Registry --Registry:Database:Provider PostgreSql --Registry:Database:Connection "Host=db;Database=eir;Username=eir"
          EirDiameter.Registry participants add "Acme" --role manufacturer --make "Acme Mobile" --make ACME
          EirDiameter.Registry participants add "Pakistan" --role administration --country pk
          EirDiameter.Registry keys add Acme
          EirDiameter.Registry keys revoke Acme eirk_1a2b3c
          EirDiameter.Registry audit verify --last 1234:9f86d081884c…
          EirDiameter.Registry feed-key > registry.pub.pem
        """;

    /// <returns><see cref="Done"/>, <see cref="Refused"/> or <see cref="Misused"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        (string[] words, string[] settings) = Split(args);
        RootCommand root = Build(new CommandContext(settings, output));
        ParseResult parsed = root.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError wrong in parsed.Errors)
                await error.WriteLineAsync($"error: {wrong.Message}");
            await error.WriteLineAsync("See --help.");
            return Misused;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error });
        }
        catch (ConfigurationException e)
        {
            await error.WriteLineAsync($"configuration: {e.Message}");
            return Misused;
        }
        catch (Exception e) when (e is RegistryException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"error: {e.Message}");
            return Refused;
        }
    }

    private static RootCommand Build(CommandContext context)
    {
        RootCommand root = new(About);
        root.SetAction((_, _) => ServeAsync(context));
        Command serve = new("serve", "Serve the API and publish the feeds; the same as no command.");
        serve.SetAction((_, _) => ServeAsync(context));
        root.Add(serve);
        root.Add(ParticipantCommands.Participants(context));
        root.Add(ParticipantCommands.Keys(context));
        root.Add(AuditCommand.Create(context));
        root.Add(FeedKeyCommand.Create(context));
        return root;
    }

    private static async Task<int> ServeAsync(CommandContext context)
    {
        IConfiguration configuration = RegistryConfiguration.Read(context.Settings);
        await using RegistryHost host = new(configuration, RegistryConfiguration.Options(configuration), TimeProvider.System);
        await host.RunAsync(context.Output);
        return Done;
    }

    // Settings are known by the colon in their names, and are no business of the command line's grammar.
    private static (string[] Words, string[] Settings) Split(string[] args)
    {
        List<string> words = [];
        List<string> settings = [];
        for (int i = 0; i < args.Length; i++)
        {
            if (!Setting().IsMatch(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=') && i + 1 < args.Length)
                settings.Add(args[++i]);
        }

        return ([.. words], [.. settings]);
    }

    [GeneratedRegex(@"^--[A-Za-z]\w*(:\w+)+(=.*)?$", RegexOptions.Singleline)]
    private static partial Regex Setting();
}
