using System.Text;
using EirDiameter.Conformance.Wire;
using EirDiameter.Protocol;

namespace EirDiameter.Conformance.Judging;

/// <summary>What every message of a target must be, whatever it says.</summary>
internal static class AnswerForm
{
    private const byte ReservedHeaderFlags = 0x0F;
    private const byte ReservedAvpFlags = 0x1F;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>RFC 6733 3 and 6.2: an answer has the identifiers, the command and the application of its request.</summary>
    public static IEnumerable<Difference> OfAnswer(NaiveMessage answer, SentMessage request)
    {
        if ((answer.Flags & 0x80) != 0)
            yield return new Difference("R bit", "clear", "set");
        foreach ((string what, uint expected, uint actual) in new[]
        {
            ("End-to-End Identifier", request.EndToEnd, answer.EndToEnd),
            ("Command Code", request.Command, answer.Command),
            ("Application-ID", request.Application, answer.Application),
        })
        {
            if (expected != actual)
                yield return new Difference(what, $"{expected}, as in the request", $"{actual}");
        }
    }

    /// <summary>RFC 6733 3 and 4: reserved bits are clear, and each AVP is one of its type.</summary>
    public static IEnumerable<Difference> OfAny(NaiveMessage message)
    {
        if ((message.Flags & ReservedHeaderFlags) != 0)
            yield return new Difference("reserved flags", "clear", FlagLetters.HeaderText(message.Flags));
        foreach (Difference difference in OfAvps(message.Avps, ""))
            yield return difference;
    }

    private static IEnumerable<Difference> OfAvps(IReadOnlyList<NaiveAvp> avps, string within)
    {
        foreach (NaiveAvp avp in avps)
        {
            string path = within + AvpNames.NameOf(avp.Code, avp.Vendor);
            if ((avp.Flags & ReservedAvpFlags) != 0)
                yield return new Difference(path, "no reserved flag", FlagLetters.AvpText(avp.Flags));
            if (AvpDictionary.Find(avp.Code, avp.Vendor) is not { } definition)
                continue;
            if (!definition.AllowsSize(avp.Data.Length))
                yield return new Difference(path, definition.Type.ToString(), $"{avp.Data.Length} octets");
            else if (definition.Type is AvpType.UTF8String && !IsText(avp.Data))
                yield return new Difference(path, "UTF-8", Convert.ToHexString(avp.Data));

            // What others sent and the target gives back is as they made it.
            if (definition.Type is not AvpType.Grouped || definition.Opaque)
                continue;
            if (NaiveMessage.DecodeAvps(avp.Data) is not { } members)
                yield return new Difference(path, "AVPs", Convert.ToHexString(avp.Data));
            else
                foreach (Difference difference in OfAvps(members, path + "/"))
                    yield return difference;
        }
    }

    private static bool IsText(byte[] data)
    {
        try
        {
            StrictUtf8.GetCharCount(data);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
