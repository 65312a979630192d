using System.Diagnostics;
using System.Net;
using EirDiameter.Conformance.Captures;
using static EirDiameter.Conformance.Tests.Captures.Packets;

namespace EirDiameter.Conformance.Tests.Captures;

public sealed class PcapWriterTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pcap");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void What_is_written_is_read_again(string address)
    {
        Write(IPAddress.Parse(address));

        Capture capture = Capture.Read(_file);

        Assert.Empty(capture.Notes);
        Assert.Equal([3868, 3868, 3868, 3868], capture.Conversations.Select(one => one.Server.Port));
        Conversation first = capture.Conversations[0];
        Assert.Equal(40001, first.Client.Port);
        Assert.Equal([true, false, true, false], first.Messages.Select(message => message.FromClient));
        Assert.Equal([Message(1), Message(1, request: false), Message(2, 300_000), Message(2, 300_000, request: false)], first.Messages.Select(message => message.Octets));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Wireshark_takes_it_for_Diameter_and_finds_nothing_to_object_to(string address)
    {
        Write(IPAddress.Parse(address));

        // The checksums and sequence numbers are checked as well; unanswered requests are no fault of the file.
        string[] check = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-r", _file];
        Assert.Empty(Tshark([.. check, "-Y", "_ws.malformed || tcp.analysis.flags || tcp.checksum.status == 0 || ip.checksum.status == 0"]));
        Assert.Equal(8, Tshark([.. check, "-Y", "diameter", "-T", "fields", "-e", "diameter.hopbyhopid", "-E", "occurrence=a"]).SelectMany(line => line.Split(',')).Count());
    }

    [Fact]
    public void Connections_that_write_at_once_do_not_mix()
    {
        using (PcapWriter writer = PcapWriter.Create(_file, TimeProvider.System))
        {
            Parallel.For(0, 16, i =>
            {
                int connection = writer.Opened(new IPEndPoint(IPAddress.Loopback, 40000), new IPEndPoint(IPAddress.Loopback, 5000));
                for (uint number = 1; number <= 100; number++)
                    writer.Sent(connection, Message(number));
                writer.Closed(connection, byTarget: false, reset: false);
            });
        }

        Capture capture = Capture.Read(_file);

        Assert.Equal(16, capture.Conversations.Count);
        Assert.All(capture.Conversations, one => Assert.Equal(Enumerable.Range(1, 100).Select(i => Message((uint)i)), one.Messages.Select(m => m.Octets)));
    }

    // Four connections: one that both sides close, one reset by us, one reset by the target, one from the same port to another target.
    private void Write(IPAddress address)
    {
        using PcapWriter writer = PcapWriter.Create(_file, TimeProvider.System);
        int first = writer.Opened(new IPEndPoint(address, 40001), new IPEndPoint(address, 50001));
        writer.Sent(first, Message(1).AsSpan(..7));
        writer.Sent(first, Message(1).AsSpan(7..));
        writer.Received(first, Message(1, request: false));
        writer.Sent(first, Message(2, 300_000));
        writer.Received(first, Message(2, 300_000, request: false));
        writer.Closed(first, byTarget: true, reset: false);
        writer.Closed(first, byTarget: false, reset: false);
        writer.Sent(first, Message(99));
        int second = writer.Opened(new IPEndPoint(address, 40002), new IPEndPoint(address, 50001));
        writer.Sent(second, Message(3));
        writer.Closed(second, byTarget: false, reset: true);
        writer.Received(second, Message(99));
        int third = writer.Opened(new IPEndPoint(address, 40003), new IPEndPoint(address, 50001));
        writer.Sent(third, Message(4));
        writer.Closed(third, byTarget: true, reset: true);
        writer.Closed(third, byTarget: false, reset: false);
        int fourth = writer.Opened(new IPEndPoint(address, 40001), new IPEndPoint(address, 50002));
        writer.Closed(fourth, byTarget: false, reset: false);
        writer.Received(fourth, Message(5, request: false));
        writer.Received(fourth, Message(6, request: false));
    }

    private static string[] Tshark(string[] arguments)
    {
        ProcessStartInfo start = new("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
