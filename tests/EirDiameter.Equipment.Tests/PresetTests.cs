using Xunit;
using static EirDiameter.Equipment.EquipmentLists;

namespace EirDiameter.Equipment.Tests;

/// <summary>The presets as tables: one row for each combination of lists, without and with a matching white pair.</summary>
public sealed class PresetTests
{
    // lists | StandardUnknown | AllowUnlessListed | DenyUnlessPermitted | types 1, 2, 3; each "without pair/with pair"
    private static readonly (EquipmentLists Lists, string[] Cells)[] Table =
    [
        (None, ["unknown/white", "white/white", "black/white", "white/white", "unknown/white", "unknown/white"]),
        (White, ["white/white", "white/white", "white/white", "white/white", "white/white", "white/white"]),
        (Grey, ["grey/white", "grey/white", "grey/white", "grey/grey", "grey/grey", "unknown/unknown"]),
        (White | Grey, ["grey/white", "grey/white", "grey/white", "grey/grey", "grey/grey", "grey/grey"]),
        (Black, ["black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed", "unknown/unknown"]),
        (White | Black, ["black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed"]),
        (Grey | Black, ["black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed", "unknown/unknown"]),
        (White | Grey | Black, ["black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed", "black/allowed"]),
    ];

    public static TheoryData<PolicyPreset, EquipmentLists, bool, string> Cells()
    {
        TheoryData<PolicyPreset, EquipmentLists, bool, string> cells = [];
        foreach ((EquipmentLists lists, string[] row) in Table)
        {
            foreach (PolicyPreset preset in Enum.GetValues<PolicyPreset>())
            {
                string[] halves = row[(int)preset].Split('/');
                cells.Add(preset, lists, false, halves[0]);
                cells.Add(preset, lists, true, halves[1]);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_preset_answers_as_its_table_says(PolicyPreset preset, EquipmentLists lists, bool isPaired, string expected)
    {
        FoundListings found = Given.Nothing().OnLists(lists);
        if (isPaired)
            found = found.Pair(EquipmentList.White);
        Policy policy = Given.PolicyOf(new PolicyOptions { Preset = preset.ToString() });

        Decision decision = policy.Decide(found);

        Assert.Equal(expected == "allowed" ? "white" : expected, decision.Status.ToString().ToLowerInvariant());
        Assert.Equal(expected == "allowed", decision.Basis == DecisionBasis.BlackAllowedByPair);
        Assert.False(decision.IsError);
    }

    [Theory]
    [InlineData(PolicyPreset.StandardUnknown, EquipmentStatus.Unknown, DecisionBasis.Produced)]
    [InlineData(PolicyPreset.AllowUnlessListed, EquipmentStatus.Grey, DecisionBasis.Produced)]
    [InlineData(PolicyPreset.DenyUnlessPermitted, EquipmentStatus.Black, DecisionBasis.Produced)]
    [InlineData(PolicyPreset.ResponseType1, EquipmentStatus.White, DecisionBasis.Unlisted)]
    [InlineData(PolicyPreset.ResponseType2, EquipmentStatus.Unknown, DecisionBasis.Unlisted)]
    [InlineData(PolicyPreset.ResponseType3, EquipmentStatus.Unknown, DecisionBasis.Unlisted)]
    public void A_preset_knows_what_to_make_of_equipment_that_was_never_made(PolicyPreset preset, EquipmentStatus status, DecisionBasis basis)
    {
        Decision decision = Given.PolicyOf(new PolicyOptions { Preset = preset.ToString() })
            .Decide(Given.Nothing().Produced(ProducedVerdict.NotProduced));
        Assert.Equal(status, decision.Status);
        Assert.Equal(basis, decision.Basis);
    }

    [Fact]
    public void The_default_is_that_unlisted_equipment_is_unknown()
    {
        Policy policy = Given.PolicyOf();
        Assert.Equal(PolicyPreset.StandardUnknown, policy.Preset);
        Assert.Equal(new Decision(EquipmentStatus.Unknown, DecisionBasis.Unlisted, Decision.NoFeed, default), policy.Decide(Given.Nothing()));
    }
}
