using System.Globalization;
using System.Text;

namespace EirDiameter.Conformance.Fuzzing.Mutations;

/// <summary>Ways to write an IMEI, TS 23.003 6.2 and TS 29.272 7.3.4; right ones, and what clients have been seen to send.</summary>
internal static class ImeiForms
{
    /// <summary>14 digits, and with the spare digit, the check digit or a software version behind them.</summary>
    public static readonly IReadOnlyList<Func<string, string>> Right =
    [
        imei => imei,
        imei => imei + "0",
        imei => imei + CheckDigit(imei),
        imei => imei + "07",
    ];

    private static readonly IReadOnlyList<Func<string, string>> Wrong =
    [
        imei => "",
        imei => imei[..13],
        imei => imei + "012",
        imei => imei + imei,
        imei => imei[..8],
        imei => imei + "X",
        imei => "X" + imei,
        imei => imei[..7] + "A" + imei[8..],
        imei => " " + imei,
        imei => imei + " ",
        imei => imei + "\0",
        imei => imei + "\r\n",
        imei => imei[..2] + "-" + imei[2..8] + "-" + imei[8..],
        imei => "imei-" + imei + "0",
        imei => "+" + imei,
        imei => "-" + imei[1..],
        imei => imei + "F",
        imei => imei + "%",
        imei => "A0" + imei[2..],
        imei => "0" + imei,
        imei => imei + "0000000000000000000000000000000000",
        imei => new string('0', 14),
        imei => new string('9', 16),
        imei => string.Concat(imei.Select(digit => (char)('０' + (digit - '0')))),
        imei => string.Concat(imei.Select(digit => (char)('٠' + (digit - '0')))),
        imei => "﻿" + imei,
    ];

    /// <summary>Some form of it, right or wrong.</summary>
    public static byte[] Some(string imei, FuzzRandom random) => random.Below(10) switch
    {
        < 3 => Encoding.UTF8.GetBytes(random.Pick(Right)(imei)),
        < 8 => Encoding.UTF8.GetBytes(random.Pick(Wrong)(imei)),
        8 => Tbcd(random.Pick(Right)(imei)),
        _ => [.. Encoding.ASCII.GetBytes(imei), .. random.Octets(random.Between(1, 3))],
    };

    /// <summary>TS 29.002's way: two digits an octet, the first in the low half, F behind an odd one.</summary>
    public static byte[] Tbcd(string digits)
    {
        byte[] octets = new byte[(digits.Length + 1) / 2];
        for (int i = 0; i < octets.Length; i++)
            octets[i] = (byte)((digits[2 * i] - '0') | ((2 * i) + 1 < digits.Length ? (digits[(2 * i) + 1] - '0') << 4 : 0xF0));
        return octets;
    }

    // TS 23.003 Annex B: every second digit, beginning with the last, counts twice.
    private static string CheckDigit(string imei)
    {
        int sum = 0;
        for (int i = 0; i < 14; i++)
        {
            int digit = imei[i] - '0';
            if (i % 2 == 1)
                digit *= 2;
            sum += (digit / 10) + (digit % 10);
        }

        return ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
