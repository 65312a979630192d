using System.Net;

namespace EirDiameter.Node.Configuration;

/// <summary>The rules of section <c>N17</c>.</summary>
internal static class N17Rules
{
    public static void Validate(N17Options n17, List<string> errors)
    {
        if (n17.Url is null) return;
        if (!Uri.TryCreate(n17.Url, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || !IsAddress(url))
        {
            errors.Add($"N17:Url: expected http://ADDRESS:PORT or https://ADDRESS:PORT with an IP address of this machine or localhost, not '{n17.Url}'");
            return;
        }

        if (url.PathAndQuery != "/") errors.Add($"N17:Url: expected nothing behind the port, not '{n17.Url}'");
        if (url is { Host: "localhost", Port: 0 }) errors.Add("N17:Url: expected 127.0.0.1 or [::1] with port 0, not localhost");
        ValidateTls(n17, url.Scheme == Uri.UriSchemeHttps, errors);
    }

    private static void ValidateTls(N17Options n17, bool isTls, List<string> errors)
    {
        (string Key, string? File)[] files = [("N17:Certificate", n17.Certificate), ("N17:Key", n17.Key), ("N17:Trust", n17.Trust)];
        foreach ((string key, string? file) in files)
        {
            if (!isTls && file is not null) errors.Add($"{key}: expected with an https:// N17:Url only; '{n17.Url}' is not protected by it");
            if (isTls && file is null && key != "N17:Trust") errors.Add($"{key}: expected a PEM file, because N17:Url is '{n17.Url}'");
            if (isTls && file is not null && !File.Exists(file)) errors.Add($"{key}: there is no file '{file}'");
        }
    }

    private static bool IsAddress(Uri url) => url.Host == "localhost" || IPAddress.TryParse(url.Host.Trim('[', ']'), out _);
}
