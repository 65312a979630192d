namespace EirDiameter.Registry;

/// <summary>Asks a registry whether it serves; for container health checks, where no other HTTP client may be installed.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Asks the address that is given, or else the one that is configured; 0 = it serves.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        string url = args.Length > 0 ? args[0] : RegistryConfiguration.Options(RegistryConfiguration.Read([])).Url;
        using HttpClient client = new() { Timeout = Limit };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(new Uri(url), "/healthz/ready"));
            Console.Write(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {e.Message}");
            return 1;
        }
    }
}
