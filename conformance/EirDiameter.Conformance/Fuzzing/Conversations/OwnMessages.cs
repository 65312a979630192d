using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Messages;

namespace EirDiameter.Conformance.Fuzzing.Conversations;

/// <summary>The right messages around the mutations. Their identifiers are none that a mutation has unless by chance.</summary>
internal sealed class OwnMessages(FuzzSubject subject, long run)
{
    private const uint FirstHopByHop = 0xE1000000;

    private long _names;
    private int _identifiers;

    /// <summary>An MME that no connection before was, in this run or another.</summary>
    public Sender NextSender() => subject.SenderNamed($"fuzz-{run:x}-{Interlocked.Increment(ref _names)}");

    /// <summary>The CER of an MME.</summary>
    public byte[] Cer(Sender sender) => Encode("CER", sender, null);

    /// <summary>Its DPR.</summary>
    public byte[] Dpr(Sender sender) => Encode("DPR", sender, null);

    /// <summary>An ECR about white or black equipment, noted with the status that it must be answered with.</summary>
    public SentEntry Ecr(Sender sender, SentMessages sent)
    {
        bool isBlack = (_identifiers & 1) == 1;
        return sent.AddOwn(Encode("ECR", sender, isBlack ? subject.Black[0] : subject.White), isBlack ? 1u : 0);
    }

    private byte[] Encode(string kind, Sender sender, string? imei)
    {
        uint number = (uint)Interlocked.Increment(ref _identifiers);
        DraftMessage message = MessageTemplates.Request(MessageKind.Find(kind)!, sender, imei is null ? null : new Asked(imei, null, null), $"{sender.Host};{run};{number}");
        message.HopByHop = FirstHopByHop + (number & 0xFFFFFF);
        message.EndToEnd = (uint)run ^ (number * 2654435761);
        return message.Encode();
    }
}
