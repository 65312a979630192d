using EirDiameter.S13Load;
using EirDiameter.S13Load.Options;
using EirDiameter.S13Load.Questions;

namespace EirDiameter.Tools.Tests.S13Load;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private LoadOptions? _read;

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("udp://127.0.0.1:5868", "only tcp://, tls:// and sctp:// targets")]
    [InlineData("tls://127.0.0.1 --tls-key a.pem", "go together")]
    [InlineData("tcp://127.0.0.1 --tls-trust a.pem", "are for tls:// targets")]
    [InlineData("127.0.0.1:3868", "write tcp://HOST:PORT")]
    [InlineData("--no-such-option", "there is no option --no-such-option")]
    [InlineData("--window 3 --connections 4", "must be at least as large")]
    [InlineData("--window many", "--window wants")]
    [InlineData("--connections 0", "--connections wants")]
    [InlineData("--connections four", "four")]
    [InlineData("--rate 0", "--rate wants")]
    [InlineData("--requests 5 --duration 5s", "exclude each other")]
    [InlineData("--requests none", "--requests wants")]
    [InlineData("--duration 5h", "--duration wants")]
    [InlineData("--warmup 1.5", "--warmup wants")]
    [InlineData("--tick 2s", "--tick wants")]
    [InlineData("--runs 0", "--runs wants")]
    [InlineData("--wait long", "--wait wants")]
    [InlineData("--range 35693803564380", "--range wants")]
    [InlineData("--range 99999999999999..2", "--range wants")]
    [InlineData("--equipment a --expect b", "exclude each other")]
    [InlineData("--form 17", "--form wants")]
    [InlineData("--form 16 --sv none", "it needs --sv")]
    [InlineData("--sv 1", "--sv wants")]
    [InlineData("--imsi 12345", "--imsi wants")]
    [InlineData("--realm some,where", "--realm wants")]
    public void A_command_line_that_cannot_be_understood_exits_with_2_and_says_why(string line, string why)
    {
        Assert.Equal(ExitCodes.Usage, Invoke(line));
        Assert.Contains(why, _error.ToString(), StringComparison.Ordinal);
        Assert.Null(_read);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Help_teaches_by_example()
    {
        Assert.Equal(ExitCodes.Good, Invoke("--help"));
        Assert.Contains("Examples:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("--expect", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_the_defaults_of_the_help_page_hold()
    {
        Assert.Equal(ExitCodes.Good, Invoke(""));
        Assert.Equal(new LoadOptions() with { Forms = _read!.Forms }, _read);
        Assert.Equal([ImeiForm.AsGiven], _read.Forms);
        Assert.Equal(new Amount(100_000, null), _read.AmountFor(EquipmentSet.OfRange(0, 1_000_000)));
    }

    [Fact]
    public void Everything_on_the_command_line_arrives()
    {
        Assert.Equal(ExitCodes.Good, Invoke("tcp://[::1]:39 -c 4 --rate 50k -d 500ms --warmup 2s --runs 3 --range 35693803564380..2k --shuffle "
            + "--form 14,15,15-spare,16 --sv 07 --imsi none -r r.example -H eir.example -o mme --timeout 3s --json - --tick 50us"));
        Assert.NotNull(_read);
        Assert.Equal("tcp://[::1]:39", _read.Target);
        Assert.Equal((4, 100_000, 50_000.0), (_read.Connections, _read.Window, _read.Rate));
        Assert.Equal(new Amount(null, TimeSpan.FromMilliseconds(500)), _read.Amount);
        Assert.Equal(new Amount(null, TimeSpan.FromSeconds(2)), _read.Warmup);
        Assert.Equal((35693803564380ul, 2000), _read.Range);
        Assert.Equal([ImeiForm.Plain, ImeiForm.CheckDigit, ImeiForm.SpareDigit, ImeiForm.SoftwareVersion], _read.Forms);
        Assert.Equal(("07", null, "r.example", "eir.example", "mme"), (_read.SoftwareVersion, _read.Imsi, _read.Realm, _read.DestinationHost, _read.OriginHostPrefix));
        Assert.Equal((3, true, "-"), (_read.Runs, _read.Shuffle, _read.Json));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromMicroseconds(50)), (_read.Timeout, _read.Tick));
    }

    [Fact]
    public void Equipment_by_name_is_asked_about_once_unless_told_otherwise()
    {
        EquipmentSet set = EquipmentSet.OfRange(0, 77);
        _ = Invoke("--expect x.csv");
        Assert.Equal(new Amount(77, null), _read!.AmountFor(set));
        _ = Invoke("--expect x.csv -n 2M");
        Assert.Equal(new Amount(2_000_000, null), _read.AmountFor(set));
    }

    private int Invoke(string line)
    {
        LoadCommand command = new((options, _, _) =>
        {
            _read = options;
            return ExitCodes.Good;
        });
        return command.Invoke(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), _output, _error);
    }
}
