using System.Net;
using System.Net.Sockets;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Interworking;

/// <summary>The foreign peers among themselves: what they are worth as judges of the node.</summary>
public sealed class PeersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FreeDiameter_and_Erlang_understand_each_other()
    {
        int port = FreePort();
        await using ChildProcess eir = ChildProcess.Start(Repository.Peer("erlang-eir"), [$"127.0.0.1:{port}", "status=1", "unknown=35999999"]);
        await eir.WaitForLineAsync("the Erlang EIR listens", line => line.StartsWith("ready ", StringComparison.Ordinal), TimeSpan.FromSeconds(30));

        (_, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await ChildProcess.RunAsync(
            Repository.Peer("freediameter-mme"),
            [$"127.0.0.1:{port}", $"equipment={_folder.Write("equipment", ["35693803564380,01,001010123456789", "359999990000017"])}"],
            TimeSpan.FromSeconds(60));

        Assert.True(output.Contains("DONE sent=2 answered=2 timeout=0"), string.Join('\n', output.Concat(errors)));
        Assert.Contains(output, line => line.StartsWith("ANSWER 0 35693803564380 result=2001 experimental=- status=1 ", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("ANSWER 1 359999990000017 result=- experimental=10415/5422 status=- ", StringComparison.Ordinal));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
