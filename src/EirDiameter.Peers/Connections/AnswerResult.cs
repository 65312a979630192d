using System.Buffers.Binary;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>Finds the class of an answer's result, for the counters: the thousands of Result-Code or Experimental-Result-Code (RFC 6733 7.1).</summary>
internal static class AnswerResult
{
    public static CountedResult Of(ReadOnlySpan<byte> answer)
    {
        if (answer.Length <= DiameterHeader.Size)
            return CountedResult.Unknown;
        ReadOnlySpan<byte> rest = answer[DiameterHeader.Size..];

        // Result-Code is the first or second AVP of nearly every answer.
        while (rest.Length >= 12)
        {
            uint code = BinaryPrimitives.ReadUInt32BigEndian(rest);
            int length = BinaryPrimitives.ReadInt32BigEndian(rest[4..]) & 0xFFFFFF;
            if (code == AvpCodes.ResultCode)
                return ClassOf(BinaryPrimitives.ReadUInt32BigEndian(rest[8..]));
            if (code == AvpCodes.ExperimentalResult && length >= 8 && length <= rest.Length)
                return OfExperimental(rest[8..length]);
            int padded = (length + 3) & ~3;
            if (length < 8 || padded > rest.Length)
                break;
            rest = rest[padded..];
        }

        return CountedResult.Unknown;
    }

    private static CountedResult OfExperimental(ReadOnlySpan<byte> group)
    {
        foreach (Avp avp in new AvpReader(group))
        {
            if (avp.Is(AvpCodes.ExperimentalResultCode) && avp.TryReadUnsigned32(out uint code))
                return ClassOf(code);
        }

        return CountedResult.Unknown;
    }

    private static CountedResult ClassOf(uint resultCode) => (resultCode / 1000) switch
    {
        2 => CountedResult.Success,
        3 => CountedResult.ProtocolError,
        4 => CountedResult.TransientFailure,
        5 => CountedResult.PermanentFailure,
        _ => CountedResult.Unknown,
    };
}
