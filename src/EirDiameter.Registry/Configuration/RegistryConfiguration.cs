using System.Net;

namespace EirDiameter.Registry;

/// <summary>The configuration is wrong: one message for each key.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors));

/// <summary>Reads the configuration: <c>appsettings.json</c> beside the program, then in the current folder, environment, command line.</summary>
public static class RegistryConfiguration
{
    private const int MinKeyLength = 16;

    /// <summary>Reads all sources, each overriding the one before.</summary>
    public static IConfiguration Read(string[] args) =>
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();

    /// <summary>Binds and validates the section <c>Registry</c>.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names each key.</exception>
    public static RegistryOptions Options(IConfiguration configuration)
    {
        RegistryOptions options;
        try
        {
            options = configuration.GetSection("Registry").Get<RegistryOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException e)
        {
            throw new ConfigurationException([$"Registry: {e.InnerException?.Message ?? e.Message}"]);
        }

        List<string> errors = [];
        Check(options, errors);
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    private static void Check(RegistryOptions options, List<string> errors)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp)
            errors.Add($"Registry:Url: '{options.Url}' is not an http URL such as http://127.0.0.1:8090; put TLS in front of it");
        else if (options.RegistrarKeys.Count == 0 && !IsLoopback(url.Host))
            errors.Add("Registry:RegistrarKeys: at least one key is needed to listen on anything but loopback");
        for (int i = 0; i < options.RegistrarKeys.Count; i++)
        {
            if (options.RegistrarKeys[i].Length < MinKeyLength)
                errors.Add($"Registry:RegistrarKeys:{i}: a key has {MinKeyLength} characters or more");
        }

        if (!options.Database.Provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase) && !options.Database.Provider.Equals("PostgreSql", StringComparison.OrdinalIgnoreCase))
            errors.Add($"Registry:Database:Provider: '{options.Database.Provider}' is neither Sqlite nor PostgreSql");
        if (string.IsNullOrWhiteSpace(options.Database.Connection))
            errors.Add("Registry:Database:Connection: is empty");
        options.Reports.Check(errors);
        options.Publish.Check(errors);
        options.Usage.Check(errors);
        options.Findings.Check(errors);
        options.Rules.Check(errors);
        options.Allocations.Check(errors);
        options.MakerQueries.Check(errors);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
}
