namespace EirDiameter.Hosting;

/// <summary>Asks a process whether it is ready; for container health checks, where no other HTTP client may be installed.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <returns>The exit code: 0 = it is ready.</returns>
    public static async Task<int> RunAsync(string url)
    {
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
