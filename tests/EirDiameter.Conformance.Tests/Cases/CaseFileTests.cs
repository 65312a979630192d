using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Yaml;

namespace EirDiameter.Conformance.Tests.Cases;

public sealed class CaseFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_case_is_read_with_all_that_it_says()
    {
        Case read = Assert.Single(Read("""
            title: A suite
            cases:
              - id: one
                title: A rule
                clause: [RFC 6733 3, RFC 6733 6.2]
                level: SHOULD
                note: Why.
                configuration: other
                needs: [unlisted]
                steps:
                  - {connect: first}
                  - {send: ECR, imei: "${black}0"}
                  - {expect: DWR, within: watchdog + 1s}
            """));
        Assert.Equal(("suite", "one", "A rule", Level.Should, "Why.", "other"), (read.Suite, read.Id, read.Title, read.Level, read.Note, read.Configuration));
        Assert.Equal(["RFC 6733 3", "RFC 6733 6.2"], read.Clauses);
        Assert.Equal(["unlisted"], read.Needs);
        Assert.Equal(["black"], read.Variables);
        Assert.Equal(["first"], read.Watched);
        Assert.True(read.WaitsForTimers);
    }

    [Fact]
    public void A_request_that_names_no_equipment_needs_the_white_one()
    {
        Assert.Equal(["white"], Assert.Single(Read(Suite("{send: ECR}"))).Variables);
        Assert.Empty(Assert.Single(Read(Suite("{send: ECR, avps: []}"))).Variables);
    }

    [Theory]
    [InlineData("{send: ECR, imie: '1'}", "no key 'imie'")]
    [InlineData("{send: ECR, set: {IMIE: '1'}}", "no AVP is called 'IMIE'")]
    [InlineData("{send: XYZ}", "'XYZ' can't be sent")]
    [InlineData("{expect: nothing}", "'nothing' can't be expected")]
    [InlineData("{jump: high}", "a step is one of")]
    [InlineData("{wait: soon}", "'soon' is no duration")]
    [InlineData("{expect: silence}", "silence needs 'for'")]
    [InlineData("{expect: ECA, flags: X}", "'X' are no flags")]
    [InlineData("{send: ECR, change: {IMEI: {length: x}}}", "'x' is no length")]
    [InlineData("{send: ECR, header: {hop-by-hop: 0x100000000}}", "at most 32 bits")]
    [InlineData("{raw: 0g}", "is not hexadecimal")]
    [InlineData("{stop: target}", "needs: [stop]")]
    [InlineData("{together: [{wait: 1s}]}", "send, raw and resend only")]
    [InlineData("{expect-one-of: [{expect: close}]}", "two alternatives")]
    public void What_cannot_be_understood_is_named_with_its_line(string step, string problem)
    {
        YamlProblemException e = Assert.Throws<YamlProblemException>(() => Read(Suite(step)));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Matches(@"suite\.yaml:\d+: ", e.Message);
    }

    [Fact]
    public void An_id_is_there_once()
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), Suite("{alive: yes}"));
        File.WriteAllText(Path.Combine(_folder, "b.yaml"), Suite("{alive: yes}"));
        Assert.Contains("'one' is in a and in b", Assert.Throws<YamlProblemException>(() => CaseLibrary.Read(_folder)).Message, StringComparison.Ordinal);
    }

    private static string Suite(string step) =>
        $"title: A suite\ncases:\n  - id: one\n    title: A rule\n    clause: RFC 6733 3\n    level: MUST\n    steps:\n      - {step}\n";

    private IReadOnlyList<Case> Read(string text)
    {
        string path = Path.Combine(_folder, "suite.yaml");
        File.WriteAllText(path, text);
        return CaseFile.Read(path);
    }
}
