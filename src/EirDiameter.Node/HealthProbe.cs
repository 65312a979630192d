using EirDiameter.Node.Configuration;

namespace EirDiameter.Node;

/// <summary>Asks a node whether it is ready; for container health checks, where no other HTTP client may be installed.</summary>
internal static class HealthProbe
{
    public static async Task<int> RunAsync(string[] args)
    {
        string url = args.Length > 0 ? args[0] : NodeConfiguration.Bind(NodeConfiguration.Read([])).Admin.Url;
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
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
