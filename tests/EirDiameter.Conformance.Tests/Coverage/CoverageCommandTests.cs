using EirDiameter.Conformance.Commands;

namespace EirDiameter.Conformance.Tests.Coverage;

public sealed class CoverageCommandTests : IDisposable
{
    private const string Suite = """
        title: Greetings
        cases:
          - id: hello
            title: A greeting is answered
            clause: RFC 1 2
            level: MUST
            steps:
              - {send: ECR}
              - {expect: ECA, result: 2001}
        """;

    private const string Clauses = """
        documents:
          - document: RFC 1
            title: greetings
            clauses:
              - {clause: 2, title: A greeting | or none}
              - {clause: 3, title: A goodbye, uncovered: nobody leaves}
        """;

    private const string Page = """
        # By hand

        <!-- coverage: begin -->
        what was here
        <!-- coverage: end -->

        By hand too
        """;

    private const string Filled = """
        # By hand

        <!-- coverage: begin -->

        2 rules: 1 asked for by 1 cases (1 MUST, 0 SHOULD, 0 MAY), 1 not, with the reason, 0 neither.

        | document | rules | asked for by cases | not, and why | neither |
        |---|---:|---:|---:|---:|
        | RFC 1, greetings | 2 | 1 | 1 | 0 |

        ### RFC 1

        | clause | rule | cases, or why none |
        |---|---|---|
        | 2 | A greeting \| or none | [hello](cases/greetings.yaml) |
        | 3 | A goodbye | none: nobody leaves |
        <!-- coverage: end -->

        By hand too
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public CoverageCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "cases"));
        Write("cases/greetings.yaml", Suite);
        Write("clauses.yaml", Clauses);
        Write("README.md", Page);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_page_is_filled_between_its_marks_alone()
    {
        Assert.Equal((0, ""), await RunAsync());
        Assert.Equal(Filled, Read("README.md"));
    }

    [Fact]
    public async Task A_page_that_was_written_is_up_to_date_and_writing_it_again_changes_nothing()
    {
        await RunAsync();
        Assert.Equal((0, ""), await RunAsync("--check"));
        await RunAsync();
        Assert.Equal(Filled, Read("README.md"));
    }

    [Fact]
    public async Task A_check_of_a_page_that_is_not_up_to_date_says_what_to_do_and_writes_nothing()
    {
        (int code, string errors) = await RunAsync("--check");
        Assert.Equal(1, code);
        Assert.Contains("README.md is not up to date: run 'conformance/run coverage'", errors, StringComparison.Ordinal);
        Assert.Equal(Page, Read("README.md"));
    }

    [Fact]
    public async Task A_check_fails_though_the_page_is_up_to_date_when_a_clause_is_not_in_the_catalogue()
    {
        Write("cases/greetings.yaml", Suite.Replace("RFC 1 2", "[RFC 1 2, RFC 1 22]", StringComparison.Ordinal));
        await RunAsync();
        (int code, string errors) = await RunAsync("--check");
        Assert.Equal(1, code);
        Assert.Equal("conformance: hello credits 'RFC 1 22', which is not in the catalogue: correct the spelling, or add the clause", errors.Trim());
    }

    [Fact]
    public async Task What_has_neither_a_case_nor_a_reason_is_written_and_told()
    {
        Write("clauses.yaml", Clauses.Replace(", uncovered: nobody leaves", "", StringComparison.Ordinal));
        (int code, string errors) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("RFC 1 3 has neither a case nor a reason", errors, StringComparison.Ordinal);
        Assert.Contains("| 3 | A goodbye | **none** |", Read("README.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- coverage: begin -->")]
    [InlineData("<!-- coverage: end -->")]
    public async Task A_page_without_its_marks_cannot_be_filled(string mark)
    {
        Write("README.md", Page.Replace(mark, "", StringComparison.Ordinal));
        (int code, string errors) = await RunAsync();
        Assert.Equal(2, code);
        Assert.Contains("has no place for it: write a line '<!-- coverage: begin -->'", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("clauses.yaml")]
    public async Task A_file_that_is_missing_is_one_line_on_the_standard_error(string file)
    {
        File.Delete(Path.Combine(_folder, file));
        (int code, string errors) = await RunAsync();
        Assert.Equal(2, code);
        Assert.Contains(file, Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_this_repository_is_up_to_date() => Assert.Equal((0, ""), await CommandAsync("--check"));

    private Task<(int Code, string Errors)> RunAsync(params string[] more) =>
        CommandAsync([.. more, "--cases", Path.Combine(_folder, "cases"), "--clauses", Path.Combine(_folder, "clauses.yaml"), "--page", Path.Combine(_folder, "README.md")]);

    private static async Task<(int Code, string Errors)> CommandAsync(params string[] arguments)
    {
        StringWriter errors = new();
        return (await CommandLine.RunAsync(["coverage", .. arguments], TextWriter.Null, errors), errors.ToString());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));
}
