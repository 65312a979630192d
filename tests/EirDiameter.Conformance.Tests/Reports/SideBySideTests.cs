using EirDiameter.Conformance.Reports;

namespace EirDiameter.Conformance.Tests.Reports;

public sealed class SideBySideTests
{
    [Fact]
    public void Lines_that_differ_are_marked_and_equal_ones_stand_beside_each_other()
    {
        string block = SideBySide.Of(["a 1", "b 1", "d 1"], ["a 1", "b 2", "c 1", "d 1"], width: 23);

        Assert.Equal(
            """
            expected     received
            ----------   ----------
            a 1          a 1
            b 1        | b 2
                       > c 1
            d 1          d 1

            """,
            block);
    }

    [Fact]
    public void A_line_on_the_left_alone_is_marked() =>
        Assert.Contains("b          <\n", SideBySide.Of(["a", "b", "c"], ["a", "c"], width: 23), StringComparison.Ordinal);

    [Fact]
    public void Long_lines_go_on_below_and_nothing_is_lost()
    {
        string block = SideBySide.Of([new string('z', 25)], ["y"], width: 23);

        Assert.All(block.Split('\n'), line => Assert.InRange(line.Length, 0, 23));
        Assert.Equal(25, block.Count(c => c == 'z'));
    }

    [Fact]
    public void What_counts_as_equal_can_be_said()
    {
        string block = SideBySide.Of(["A"], ["a"], width: 23, comparer: StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain("|", block, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_many_lines_with_nothing_in_common_are_shown_all_the_same()
    {
        string[] left = [.. Enumerable.Range(0, 3000).Select(i => $"l{i}")], right = [.. Enumerable.Range(0, 3000).Select(i => $"r{i}")];

        Assert.Equal(2 + 6000, SideBySide.Of(left, right).Split('\n').Length - 1);
    }
}
