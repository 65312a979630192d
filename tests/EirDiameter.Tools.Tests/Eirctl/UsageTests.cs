namespace EirDiameter.Tools.Tests.Eirctl;

public sealed class UsageTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Theory]
    [InlineData("check", "IMEI|Required argument")]
    [InlineData("check 1 2", "'2'")]
    [InlineData("check 35693803564380 --sv 7", "--sv: '7' is not 2 digits")]
    [InlineData("check 35693803564380 --imsi 12345", "--imsi: '12345' is not 6 to 15 digits")]
    [InlineData("check 35693803564380 --colour red", "--colour")]
    [InlineData("add 35693803564380", "--list")]
    [InlineData("add 35693803564380 --list red", "--list: 'red' is not a list; there are black, grey and white")]
    [InlineData("add 35693803564380 --list black --expires tomorrow", "--expires: 'tomorrow' is not a date such as 2026-12-31")]
    [InlineData("add 35693803564380 --list black --effective 2026-13-01", "--effective: '2026-13-01' is not a date")]
    [InlineData("add 35693803564380 --list black --effective 2026-01-01T00:00:00", "--effective: '2026-01-01T00:00:00' is not a date")]
    [InlineData("remove", "Required argument")]
    [InlineData("import", "Required argument")]
    [InlineData("export --output", "--output")]
    [InlineData("approve global", "--why")]
    [InlineData("approve --why ok", "FEED|Required argument")]
    [InlineData("reject global", "--why")]
    [InlineData("rollback global --why ok --sha256 1", "--sha256")]
    [InlineData("feeds held", "FEED|Required argument")]
    [InlineData("feeds sync one two", "'two'")]
    [InlineData("audit --limit 0", "--limit: '0' is not a number from 1 to 1000")]
    [InlineData("audit --limit many", "many")]
    [InlineData("status --url 127.0.0.1:8080", "--url: '127.0.0.1:8080' is not a URL such as http://127.0.0.1:8080")]
    [InlineData("status --url ftp://eir", "--url: 'ftp://eir' is not a URL")]
    [InlineData("status --key", "--key")]
    public async Task A_wrong_command_line_is_exit_code_2_says_what_is_wrong_and_where_the_help_is(string line, string words)
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, line.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(words.Split('|'), word => run.ErrorLines[0].Contains(word, StringComparison.Ordinal));
        Assert.StartsWith("eirctl: ", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Matches("^See `eirctl .*--help`.$", run.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("remove")]
    public async Task Equipment_that_is_empty_as_of_an_unset_variable_is_a_wrong_command_line(string command)
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, command, "");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("it is empty", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_cannot_be_a_key_is_refused_before_anything_is_sent()
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, "status", "--key", "two words");

        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("EIRCTL_URL", "eir:8080")]
    [InlineData("EIRCTL_KEY", "two words")]
    public async Task A_wrong_environment_variable_is_named(string name, string value)
    {
        Invocation run = await Invocation.RunAsync(new Dictionary<string, string> { [name] = value }, "status");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"eirctl: {name}: ", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_there_whatever_the_environment_says()
    {
        Invocation run = await Invocation.RunAsync(new Dictionary<string, string> { ["EIRCTL_URL"] = "eir:8080" }, "status", "--help");

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task No_command_at_all_shows_the_help()
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("explain", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("check")]
    [InlineData("explain")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("add")]
    [InlineData("remove")]
    [InlineData("feeds")]
    [InlineData("feeds sync")]
    [InlineData("feeds verify")]
    [InlineData("feeds held")]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("rollback")]
    [InlineData("audit")]
    [InlineData("peers")]
    [InlineData("status")]
    [InlineData("health")]
    [InlineData("metrics")]
    public async Task Help_of_every_command_has_examples(string command)
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Examples:\n  eirctl {command}", run.Output, StringComparison.Ordinal);
        Assert.Contains("--url", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task The_help_of_a_command_below_a_command_is_named_in_full()
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, "feeds", "held");

        Assert.Equal("See `eirctl feeds held --help`.", run.ErrorLines[^1]);
    }

    [Theory]
    [InlineData("--why")]
    [InlineData("--who")]
    public async Task Who_decides_and_why_must_say_something(string option)
    {
        string[] rest = option == "--why" ? [] : ["--why", "ok"];
        Invocation run = await Invocation.RunAsync(NoEnvironment, ["reject", "global", option, " ", .. rest]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option}: it is empty", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told()
    {
        Invocation run = await Invocation.RunAsync(NoEnvironment, "--version");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }
}
