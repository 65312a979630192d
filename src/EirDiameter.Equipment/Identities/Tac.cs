using System.Globalization;

namespace EirDiameter.Equipment;

/// <summary>A Type Allocation Code: the first 8 digits of an IMEI, which name its model (TS 23.003 6.2). A TAC has a million serial numbers.</summary>
/// <param name="Value">0 to 99 999 999.</param>
public readonly record struct Tac(uint Value)
{
    /// <summary>Digits of the written form.</summary>
    public const int Length = 8;

    /// <summary>The highest TAC.</summary>
    public const uint MaxValue = 99_999_999;

    /// <summary>Serial numbers, and so keys, of each TAC.</summary>
    public const ulong SerialNumbers = 1_000_000;

    /// <summary>No TAC: that of a MEID.</summary>
    public static Tac None => new(uint.MaxValue);

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Value > MaxValue;

    /// <summary>The first key of this TAC: serial number 000000.</summary>
    public EquipmentKey First => new(Value * SerialNumbers);

    /// <summary>The last key of this TAC: serial number 999999.</summary>
    public EquipmentKey Last => new((Value * SerialNumbers) + SerialNumbers - 1);

    /// <summary>The Reporting Body Identifier, 0 to 99: the first two digits, which say who allocated the TAC.</summary>
    public int ReportingBodyIdentifier => (int)(Value / 1_000_000);

    /// <summary>Who allocated the TAC.</summary>
    public ReportingBody ReportingBody => ReportingBody.Of(this);

    /// <summary>
    /// Whether the TAC is one of those given to test equipment: 0010 followed by 01 to 17, or 0044, 0086, 0091, as DIRBS Core takes
    /// them. Other TACs that begin with 00 are not counted, since their assignment could not be confirmed.
    /// </summary>
    public bool IsTestTac
    {
        get
        {
            if (Value >= 1_000_000)
                return false;
            uint body = Value / 10_000;
            uint number = Value / 100 % 100;
            return body is 44 or 86 or 91 || (body == 10 && number is >= 1 and <= 17);
        }
    }

    /// <summary>Reads exactly 8 decimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Tac tac)
    {
        bool read = utf8.Length == Length & DigitReader.TryRead(utf8, out ulong value);
        tac = read ? new Tac((uint)value) : default;
        return read;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Tac)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Tac tac)
    {
        Span<byte> utf8 = stackalloc byte[Length];
        if (DigitReader.TryNarrow(text, utf8, out int written))
            return TryParse(utf8[..written], out tac);
        tac = default;
        return false;
    }

    /// <summary>8 decimal digits; empty for <see cref="None"/>.</summary>
    public override string ToString() => IsNone ? string.Empty : Value.ToString("D8", CultureInfo.InvariantCulture);
}
