using System.Buffers;
using EirDiameter.Equipment;

namespace EirDiameter.Node.N17;

/// <summary>Writes answers whose bodies were made beforehand. The bodies leave together with the headers when the request ends.</summary>
internal static class N17Answer
{
    // TS 29.571 5.4.3.x keeps these words in every release; later releases only say permitted, prohibited and tracking beside them.
    private static readonly byte[] White = "{\"status\":\"WHITELISTED\"}"u8.ToArray();
    private static readonly byte[] Black = "{\"status\":\"BLACKLISTED\"}"u8.ToArray();
    private static readonly byte[] Grey = "{\"status\":\"GREYLISTED\"}"u8.ToArray();

    /// <summary>Answers with what the policy decided: a status, or the error that stands for it.</summary>
    public static void Write(HttpResponse response, in Decision decision)
    {
        if (decision.IsError) Write(response, decision.Basis == DecisionBasis.Malformed ? N17Problem.PeiIncorrect : N17Problem.SystemFailure);
        else if (decision.Status == EquipmentStatus.Unknown) Write(response, N17Problem.EquipmentUnknown);
        else Write(response, 200, "application/json", BodyOf(decision.Status));
    }

    /// <summary>Answers with an error.</summary>
    public static void Write(HttpResponse response, N17Problem problem) => Write(response, problem.Status, "application/problem+json", problem.Body);

    private static byte[] BodyOf(EquipmentStatus status) => status switch
    {
        EquipmentStatus.White => White,
        EquipmentStatus.Black => Black,
        _ => Grey,
    };

    private static void Write(HttpResponse response, int status, string type, byte[] body)
    {
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
