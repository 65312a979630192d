using static EirDiameter.Protocol.Tests.Samples;

namespace EirDiameter.Protocol.Tests;

/// <summary>Several faults in one request: the lowest row is reported, wherever in the message its AVP stands.</summary>
public sealed class OrderTests
{
    // One way to commit each fault, in the order of the rows.
    private static readonly (byte Row, uint Code, Action<NaiveMessage> Commit)[] Faults =
    [
        (7, 5014, m => m.Avps.Add(new NaiveAvp(278, 0, 0x40, [1, 2]))),
        (8, 3009, m => m.Avps.Add(Base(281, "x"))),
        (9, 3005, m => m.Avps.Add(Base(282, "eir1." + Realm))),
        (10, 3002, m => m.Avps.Add(Base(293, "eir2." + Realm))),
        (14, 5001, m => m.Avps.Add(new NaiveAvp(99999, 0, 0x40, []))),
        (15, 5008, m => m.Avps.Add(Number(27, 1))),
        (16, 5009, m => m.Avps.Add(Terminal())),
        (17, 5005, m => m.Avps.RemoveAll(a => a.Code == 296)),
        (18, 5004, m => Replace(m, Number(277, 7))),
        (19, 5007, m => Replace(m, Application(Number(266, 10415), Number(258, 1)))),
    ];

    public static TheoryData<int, int> Pairs()
    {
        var pairs = new TheoryData<int, int>();
        for (int first = 0; first < Faults.Length; first++)
        {
            for (int second = first + 1; second < Faults.Length; second++)
                pairs.Add(first, second);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_faults_the_lower_row_is_reported(int lower, int higher)
    {
        foreach (bool swapped in new[] { false, true })
        {
            NaiveMessage request = Request();
            Faults[swapped ? higher : lower].Commit(request);
            Faults[swapped ? lower : higher].Commit(request);
            Refusal(request, Faults[lower].Code, Faults[lower].Row);
            request.Avps.Reverse();
            Refusal(request, Faults[lower].Code, Faults[lower].Row);
        }
    }

    [Fact]
    public void With_all_faults_mended_one_by_one_the_rows_come_up_in_order()
    {
        for (int i = 0; i < Faults.Length; i++)
        {
            NaiveMessage request = Request();
            foreach ((_, _, Action<NaiveMessage> commit) in Faults.AsSpan(i))
                commit(request);
            Refusal(request, Faults[i].Code, Faults[i].Row);
        }
    }

    [Fact]
    public void The_header_comes_before_the_AVPs()
    {
        var request = new NaiveMessage { Version = 3, Flags = 0xA0, Command = 1, Application = 99, Avps = [new NaiveAvp(99999, 0, 0x40, [])] };
        Refusal(request, 5011, 1);
        byte[] octets = request.Encode();
        octets[0] = 1;
        octets[3] += 4;
        Refusal(octets, 5015, 2);
        octets[3] -= 4;
        Refusal(octets, 3008, 3);
        octets[4] = 0x80;
        Refusal(octets, 3007, 5);
        Convert.FromHexString("01000024").CopyTo(octets, 8);
        Refusal(octets, 3001, 6);
    }

    [Fact]
    public void Of_one_row_the_first_in_the_message_is_shown()
    {
        NaiveAvp first = new(90001, 0, 0x40, [1]);
        NaiveAvp second = new(90002, 0, 0x40, [2]);
        Assert.Equal(first.Octets(), Failed(Refusal(Adding(first, second), 5001, 14)));
        Assert.Equal(second.Octets(), Failed(Refusal(Adding(second, first), 5001, 14)));
    }

    [Fact]
    public void Rows_17_and_19_come_before_row_23()
    {
        Refusal(With(Application()), 5005, 17);
        Refusal(With(Application(Number(266, 10415), Number(258, 1), Number(259, 16777252))), 5007, 19);
    }

    [Fact]
    public void Row_12_comes_before_row_14()
    {
        NaiveMessage request = With(Base(283, "elsewhere.example"));
        request.Avps.Insert(0, new NaiveAvp(99999, 0, 0x40, []));
        Refusal(request, 3003, 12);
    }

    private static void Replace(NaiveMessage message, NaiveAvp avp) => message.Avps[message.Avps.FindIndex(a => a.Code == avp.Code)] = avp;
}
