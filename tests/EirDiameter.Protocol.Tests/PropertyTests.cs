using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace EirDiameter.Protocol.Tests;

/// <summary>Random and mutated messages: the fast decoder against the naive one, and what holds for every answer.</summary>
public sealed class PropertyTests
{
    private static readonly uint[] Codes = [1, 25, 27, 33, 257, 258, 259, 260, 263, 264, 266, 277, 278, 281, 282, 283, 284, 293, 296, 297, 301, 621, 99999];
    private static readonly uint[] VendorCodes = [628, 629, 701, 1401, 1402, 1403, 1445, 1471, 1602, 99999];

    [Property(MaxTest = 500)]
    public Property Random_octets_are_read_alike() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        octets => AgreeOnAvps(octets) && IsSoundAnswer(octets));

    [Property(MaxTest = 2000)]
    public Property Mutated_requests_are_read_and_answered_alike() => Prop.ForAll(
        Mutations().ToArbitrary(),
        octets => AgreeOnAvps(octets.AsSpan(Math.Min(20, octets.Length)).ToArray()) && IsSoundAnswer(octets));

    [Property(MaxTest = 2000)]
    public Property Requests_of_random_AVPs_are_answered_soundly() => Prop.ForAll(
        RandomMessages().ToArbitrary(),
        message => IsSoundAnswer(message.Encode()));

    [Property(MaxTest = 500)]
    public Property What_is_written_is_read_back() => Prop.ForAll(
        Gen.ListOf(Avps(2)).ToArbitrary(),
        avps =>
        {
            byte[] octets = new byte[1 << 20];
            var writer = new MessageWriter(octets, CommandFlags.Request, 324, 5, 6, 7);
            foreach (NaiveAvp avp in avps)
                writer.WriteOctets(avp.Code, avp.Data, avp.Vendor, (AvpFlags)avp.Flags & AvpFlags.Mandatory);
            int length = writer.Finish();
            NaiveMessage message = NaiveMessage.Decode(octets[..length])!;
            return message.Avps.Count == avps.Count
                && message.Avps.Zip(avps).All(p => p.First.Code == p.Second.Code && p.First.Vendor == p.Second.Vendor && p.First.Data.SequenceEqual(p.Second.Data))
                && message.Avps.All(a => a.HasVendor == (a.Vendor != 0));
        });

    [Property(MaxTest = 300)]
    public Property Any_octets_can_be_shown_as_text() => Prop.ForAll(
        Mutations().ToArbitrary(),
        octets => MessageText.Format(octets).Length > 0 && MessageText.Format(octets, reveal: true).Length > 0);

    [Property(MaxTest = 1000)]
    public Property Base_messages_of_any_octets_are_answered_soundly() => Prop.ForAll(
        Gen.Elements(257u, 280u, 282u).SelectMany(command => RandomMessages().Select(m => new NaiveMessage { Flags = 0x80, Command = command, Avps = m.Avps })).ToArbitrary(),
        message =>
        {
            byte[] octets = message.Encode();
            Fault fault;
            bool read = message.Command switch
            {
                257 => CapabilitiesExchange.TryReadRequest(octets, Samples.Local, out _, out fault),
                280 => DeviceWatchdog.TryReadRequest(octets, Samples.Local, out _, out fault),
                _ => DisconnectPeer.TryReadRequest(octets, Samples.Local, out _, out fault),
            };
            return read == fault.IsNone && (read || HasInvariants(octets, Write(octets, in fault), fault));
        });

    private static byte[] Write(byte[] request, in Fault fault)
    {
        byte[] answer = new byte[AnswerWriter.MaxLength(request.Length, Samples.Local)];
        return answer[..AnswerWriter.WriteFault(request, Samples.Local, in fault, answer)];
    }

    private static bool AgreeOnAvps(byte[] octets)
    {
        // Exactly as long as its content: a read beyond the end would throw.
        byte[] exact = [.. octets];
        var fast = new List<NaiveAvp>();
        var reader = new AvpReader(exact);
        while (reader.MoveNext())
            fast.Add(new NaiveAvp(reader.Current.Code, reader.Current.VendorId, (byte)reader.Current.Flags, reader.Current.Data.ToArray()));
        List<NaiveAvp>? naive = NaiveMessage.DecodeAvps(octets);
        return reader.Malformed
            ? naive is null
            : naive is not null && naive.Count == fast.Count && naive.Zip(fast).All(p => p.First.Octets().SequenceEqual(p.Second.Octets()));
    }

    private static bool IsSoundAnswer(byte[] request)
    {
        byte[] answer = Samples.Answer(request, out Fault fault);
        if (request.Length < 20 || (request[4] & 0x80) == 0)
            return answer.Length == 0 && fault.IsNone;
        NaiveMessage? naive = NaiveMessage.Decode(request);

        // A request without a fault is one that the naive decoder can read too, with the IMEI where it looks for it.
        if (fault.IsNone)
        {
            MeIdentityCheckRequest.TryRead(request, Samples.Local, out MeIdentityCheckRequest read, out _);
            NaiveAvp? terminal = naive?.Avps.Single(a => a.Code == 1401 && a.Vendor == 10415);
            byte[] imei = terminal?.Children.SingleOrDefault(a => a.Code == 1402 && a.Vendor == 10415)?.Data ?? [];
            if (terminal is null || !read.Imei.SequenceEqual(imei) || !read.SessionId.SequenceEqual(naive![263].Data))
                return false;
        }

        return HasInvariants(request, answer, fault);
    }

    private static bool HasInvariants(byte[] request, byte[] answer, in Fault fault)
    {
        NaiveMessage? read = NaiveMessage.Decode(answer);
        if (read is null || read.Avps.Count(a => a.Code is 268 or 297 && a.Vendor == 0) != 1)
            return false;
        uint code = read.Avps.SingleOrDefault(a => a.Code == 268)?.Number ?? 0;
        bool flags = (read.Flags & 0xB0) == (code is >= 3000 and < 4000 ? 0x20 : 0) && (read.Flags & 0x40) == (request[4] & 0x40);
        bool ids = answer.AsSpan(5, 15).SequenceEqual(request.AsSpan(5, 15));
        bool state = read.Command != 324 || read.Application != 16777252 || read[277].Number == 1;
        NaiveMessage? naive = NaiveMessage.Decode(request);
        bool proxies = naive is null
            || naive.Avps.Where(a => a is { Code: 284, HasVendor: false }).SelectMany(a => a.Octets())
                .SequenceEqual(read.Avps.Where(a => a.Code == 284).SelectMany(a => a.Octets()));
        bool session = naive?.Avps.Find(a => a is { Code: 263, HasVendor: false }) is not { } id
            || (read.Avps[0].Code == 263 && read.Avps[0].Data.SequenceEqual(id.Data));
        return flags && ids && state && proxies && session && (fault.IsNone || code == fault.ResultCode);
    }

    private static Gen<byte[]> Mutations() =>
        from seed in Gen.Elements(Samples.Ecr, Samples.Adding(Samples.ProxyInfo("dra1", 1, 2, 3), Samples.ProxyInfo("dra2")).Encode())
        from edits in Gen.ListOf(Gen.Zip(Gen.Choose(0, seed.Length - 1), Gen.Choose(0, 255)), 3)
        from count in Gen.Choose(0, 3)
        from cut in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(1, seed.Length)))
        from patched in Gen.Elements(true, false)
        select Mutate(seed, [.. edits.Take(count)], cut, patched);

    private static byte[] Mutate(byte[] seed, List<(int At, int Value)> edits, int cut, bool patchLength)
    {
        byte[] octets = seed[..^cut];
        foreach ((int at, int value) in edits)
        {
            if (at < octets.Length)
                octets[at] = (byte)value;
        }

        if (patchLength && octets.Length >= 4)
        {
            octets[0] = 1;
            octets[1] = 0;
            octets[2] = (byte)(octets.Length >> 8);
            octets[3] = (byte)octets.Length;
        }

        return octets;
    }

    private static Gen<NaiveMessage> RandomMessages() =>
        from whole in Gen.Elements(true, false)
        from extra in Gen.ListOf(Avps(2))
        from removed in Gen.Choose(0, 12)
        select Compose(whole, [.. extra], removed);

    private static NaiveMessage Compose(bool whole, List<NaiveAvp> extra, int removed)
    {
        NaiveMessage message = Samples.Request();
        if (!whole && removed < message.Avps.Count)
            message.Avps.RemoveAt(removed);
        foreach ((int i, NaiveAvp avp) in extra.Index())
            message.Avps.Insert((i * 7) % (message.Avps.Count + 1), avp);
        return message;
    }

    private static Gen<NaiveAvp> Avps(int depth) =>
        from vendor in Gen.Elements(0u, 0u, 10415u, 4242u)
        from code in Gen.Elements(vendor == 0 ? Codes : VendorCodes)
        from mandatory in Gen.Elements((byte)0, (byte)0x40)
        from data in depth > 0 && code is 260 or 284 or 1401 or 628 or 621
            ? Gen.ListOf(Avps(depth - 1)).Select(inner => inner.SelectMany(a => a.Octets()).ToArray())
            : Gen.OneOf(
                Gen.Choose(0, 2).Select(v => Samples.Bytes((uint)v)),
                Gen.Constant(Samples.Bytes(16777252)),
                Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>()),
                Gen.Elements("mme.example", Samples.Realm, "eir1." + Samples.Realm, "12345678901234").Select(System.Text.Encoding.UTF8.GetBytes))
        select new NaiveAvp(code, vendor, (byte)(mandatory | (vendor == 0 ? 0 : 0x80)), data);
}
