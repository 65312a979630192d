namespace EirDiameter.Node.Configuration;

/// <summary>Reads the configuration and refuses a bad one with errors that name the key and what was expected.</summary>
public static class NodeConfiguration
{
    private static readonly string[] Sections = ["Diameter", "Policy", "Store", "Feeds", "Push", "Lists", "Seen", "Admin", "N17", "Logging"];

    /// <summary>
    /// The sources, each overriding the one before: <c>appsettings.json</c> beside the program, <c>appsettings.json</c> in the current
    /// folder, the file given by <c>--config</c>, environment (<c>Section__Key</c>), command line (<c>--Section:Key value</c>).
    /// </summary>
    /// <exception cref="ConfigurationException">A file is missing or is not JSON, or the command line is not understood.</exception>
    public static IConfigurationRoot Read(string[] args)
    {
        string[] rest = TakeConfigFile(args, out string? file);
        CheckArguments(rest);
        if (file is not null && !File.Exists(file)) throw new ConfigurationException([$"--config: there is no file '{file}'"]);
        try
        {
            ConfigurationBuilder builder = new();
            builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
            builder.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true);
            if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            CheckFiles(builder.Build());
            return builder.AddEnvironmentVariables().AddCommandLine(rest).Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException([$"{e.Message} {e.InnerException?.Message}".ReplaceLineEndings(" ")], e);
        }
    }

    /// <summary>Binds and validates.</summary>
    /// <exception cref="ConfigurationException">Holds every error found, each with the key that it is about.</exception>
    public static NodeOptions Bind(IConfiguration configuration)
    {
        List<string> errors = [];
        NodeOptions options = new()
        {
            Diameter = DiameterName.InAscii(Section<DiameterOptions>(configuration, "Diameter", errors)),
            Policy = Section<Equipment.PolicyOptions>(configuration, "Policy", errors),
            Store = Section<StoreSection>(configuration, "Store", errors),
            Feeds = Items<FeedSection>(configuration, "Feeds", errors),
            Push = Items<PushSection>(configuration, "Push", errors),
            Lists = Items<ListSection>(configuration, "Lists", errors),
            Seen = Section<SeenSection>(configuration, "Seen", errors),
            Admin = Section<AdminOptions>(configuration, "Admin", errors),
            N17 = Section<N17Options>(configuration, "N17", errors),
        };
        if (errors.Count == 0)
        {
            if (options.Diameter.Listen.Count == 0) options = options with { Diameter = options.Diameter with { Listen = ["tcp://127.0.0.1:3868"] } };
            NodeOptionsValidator.Validate(options, errors);
        }

        return errors.Count == 0 ? options with { Feeds = [.. options.Feeds.Select(WithSlash)] } : throw new ConfigurationException(errors);
    }

    // Names are resolved against the address (RFC 3986 5.2.3), which drops what stands behind its last slash.
    private static FeedSection WithSlash(FeedSection feed) => feed.Url is null || feed.Url.EndsWith('/') ? feed : feed with { Url = feed.Url + '/' };

    private static T Section<T>(IConfiguration configuration, string name, List<string> errors) where T : new() =>
        Item<T>(configuration.GetSection(name), name, errors);

    private static List<T> Items<T>(IConfiguration configuration, string name, List<string> errors) where T : new()
    {
        IConfigurationSection section = configuration.GetSection(name);
        if (!string.IsNullOrEmpty(section.Value)) errors.Add($"{name}: expected an array of objects, not '{section.Value}'");
        return [.. section.GetChildren().Select(item => Item<T>(item, $"{name}:{item.Key}", errors))];
    }

    private static T Item<T>(IConfigurationSection section, string key, List<string> errors) where T : new()
    {
        try
        {
            return section.Get<T>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new T();
        }
        catch (InvalidOperationException e)
        {
            // The binder's messages name the property or path; the value's own complaint is in the inner exception.
            errors.Add($"{key}: {e.Message} {e.InnerException?.Message}".TrimEnd().ReplaceLineEndings(" "));
            return new T();
        }
    }

    // As on the command line: a mistyped section must not pass for the defaults. The environment is full of what is not ours.
    private static void CheckFiles(IConfigurationRoot files)
    {
        string[] unknown =
        [
            .. files.GetChildren().Select(section => section.Key)
                .Where(key => !key.StartsWith('$') && !Sections.Contains(key, StringComparer.OrdinalIgnoreCase)),
        ];
        if (unknown.Length > 0)
            throw new ConfigurationException([.. unknown.Select(key => $"{key}: there is no such section; expected {string.Join(", ", Sections)}")]);
    }

    private static string[] TakeConfigFile(string[] args, out string? file)
    {
        args = [.. args.SelectMany(arg => arg.StartsWith("--config=", StringComparison.Ordinal) ? ["--config", arg["--config=".Length..]] : new[] { arg })];
        int at = Array.IndexOf(args, "--config");
        file = at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
        if (at >= 0 && file is null) throw new ConfigurationException(["--config: expected a file name after it"]);
        return at < 0 ? args : [.. args[..at], .. args[(at + 2)..]];
    }

    // The command-line provider passes over what it does not understand; a mistyped key must not pass for a default.
    private static void CheckArguments(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i].TrimStart('-', '/');
            int equals = name.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? name : name[..equals];
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !Sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                throw new ConfigurationException([$"'{args[i]}': expected --Section:Key VALUE with a section of {string.Join(", ", Sections)}; see --help"]);
            }

            if (equals < 0 && ++i >= args.Length) throw new ConfigurationException([$"{key}: expected a value after it"]);
        }
    }
}
