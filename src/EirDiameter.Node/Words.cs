using System.Text.Json;

namespace EirDiameter.Node;

/// <summary>How enumeration values are written for people, in JSON and as metric labels: <c>blackAllowedByPair</c>, <c>white</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(Enum.GetName(value) ?? value.ToString());
}
