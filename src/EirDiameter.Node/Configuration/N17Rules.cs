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
        if (n17.InstanceId is not null && !Guid.TryParseExact(n17.InstanceId, "D", out _))
            errors.Add($"N17:InstanceId: expected a UUID, such as 7c2e1bb4-3a1d-4d0e-9b55-0e1f6f1b7a10, not '{n17.InstanceId}'");
        if (n17.OAuth2 is not null) ValidateOAuth2(n17.OAuth2, errors);
        if (n17.Nrf is not null) ValidateNrf(n17, n17.Nrf, url, errors);
    }

    private static void ValidateNrf(N17Options n17, N17NrfSection nrf, Uri listening, List<string> errors)
    {
        if (nrf.Url is null || !IsHttp(nrf.Url)) errors.Add($"N17:Nrf:Url: expected the NRF's http://HOST:PORT or https://HOST:PORT, not '{nrf.Url}'");
        if (n17.InstanceId is null) errors.Add("N17:InstanceId: expected a UUID of this node's own, because N17:Nrf registers it by that");
        if (nrf.Address is null && IPAddress.TryParse(listening.Host.Trim('[', ']'), out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
            errors.Add($"N17:Nrf:Address: expected the IP address or domain name by which AMFs reach this node, because N17:Url is {n17.Url}");
        if (nrf.Address is not null && Uri.CheckHostName(nrf.Address) == UriHostNameType.Unknown)
            errors.Add($"N17:Nrf:Address: expected an IP address or a domain name, not '{nrf.Address}'");
        for (int i = 0; i < nrf.Plmns.Count; i++)
        {
            if (nrf.Plmns[i].Length is not (5 or 6) || nrf.Plmns[i].Any(c => !char.IsAsciiDigit(c)))
                errors.Add($"N17:Nrf:Plmns:{i}: expected MCC and MNC in 5 or 6 digits, such as 00101, not '{nrf.Plmns[i]}'");
        }

        NodeOptionsValidator.Range("N17:Nrf:Priority", nrf.Priority, 0, 65_535, errors);
        NodeOptionsValidator.Range("N17:Nrf:Capacity", nrf.Capacity, 0, 65_535, errors);
        NodeOptionsValidator.Range("N17:Nrf:HeartBeatSeconds", nrf.HeartBeatSeconds, 1, 86_400, errors);
    }

    private static void ValidateOAuth2(N17OAuth2Section oauth, List<string> errors)
    {
        string?[] sources = [oauth.KeyFile, oauth.JwksFile, oauth.JwksUrl];
        if (sources.Count(source => source is not null) != 1) errors.Add("N17:OAuth2: expected one of KeyFile, JwksFile and JwksUrl");
        if (oauth.KeyFile is not null && !File.Exists(oauth.KeyFile)) errors.Add($"N17:OAuth2:KeyFile: there is no file '{oauth.KeyFile}'");
        if (oauth.JwksFile is not null && !File.Exists(oauth.JwksFile)) errors.Add($"N17:OAuth2:JwksFile: there is no file '{oauth.JwksFile}'");
        if (oauth.JwksUrl is not null && !IsHttp(oauth.JwksUrl)) errors.Add($"N17:OAuth2:JwksUrl: expected an http:// or https:// address, not '{oauth.JwksUrl}'");
        if (string.IsNullOrWhiteSpace(oauth.Audience)) errors.Add("N17:OAuth2:Audience: expected an NF type, such as 5G_EIR");
    }

    internal static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

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
