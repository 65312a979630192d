using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

// What the web server alone can do: HTTP/2 in clear text, the same answer to everything, nothing read and nothing looked up.
byte[] body = "{\"status\":\"WHITELISTED\"}"u8.ToArray();
WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.Http2.MaxStreamsPerConnection = 1024;
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
});
await using WebApplication app = builder.Build();
((IApplicationBuilder)app).Run(context =>
{
    context.Response.ContentType = "application/json";
    context.Response.ContentLength = body.Length;
    context.Response.BodyWriter.Write(body);
    return Task.CompletedTask;
});
await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await app.WaitForShutdownAsync();
