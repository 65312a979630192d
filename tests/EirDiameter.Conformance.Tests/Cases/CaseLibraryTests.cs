using EirDiameter.Conformance.Cases;
using EirDiameter.Conformance.Profiles;

namespace EirDiameter.Conformance.Tests.Cases;

/// <summary>The cases that come with the runner.</summary>
public class CaseLibraryTests
{
    private static readonly IReadOnlyList<Case> All = CaseLibrary.Read(CaseLibrary.Usual);
    private static readonly Profile Node = Profile.Read(Path.Combine(AppContext.BaseDirectory, "profiles", "node.yaml"));

    [Fact]
    public void There_is_a_case_for_each_rule_and_more_than_a_hundred_and_fifty() => Assert.InRange(All.Count, 150, int.MaxValue);

    [Fact]
    public void The_profile_of_the_own_node_has_all_that_cases_ask_for()
    {
        string[] own = ["host", "realm", "HOST", "REALM", "client", "client-realm", "id"];
        Assert.All(All.SelectMany(one => one.Variables).Except(own), name => Assert.Contains(name, Node.Equipment));
        Assert.All(All.Select(one => one.Configuration).Distinct(), name => Assert.Contains(name, Node.Configurations));
        Assert.All(All.SelectMany(one => one.Needs).Except(["stop", "plain", "tls"]), need => Assert.Contains(need, Node.Answers));
    }

    [Fact]
    public void All_equipment_of_the_profile_is_used() =>
        Assert.Empty(Node.Equipment.Keys.Except(All.SelectMany(one => one.Variables)));
}
