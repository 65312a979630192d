using System.Net.Sockets;
using EirDiameter.Conformance.Fuzzing.Judging;
using EirDiameter.Conformance.Fuzzing.Mutations;
using EirDiameter.Conformance.Messages;
using EirDiameter.Conformance.Targets;

namespace EirDiameter.Conformance.Fuzzing.Conversations;

/// <summary>One connection from its first octet to its last: brings the target into a state, sends the mutations, and judges all that comes.</summary>
internal sealed class Conversation : IDisposable
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(50);

    private readonly ConversationTools _tools;
    private readonly SentMessages _sent = new();
    private readonly AnswerJudge _judge;
    private readonly FuzzSocket _socket;
    private readonly Sender _sender;
    private readonly List<byte> _unsent = [];
    private int _position;
    private int _answered;
    private byte[]? _request;
    private bool _isEnded;

    private Conversation(ConversationTools tools, FuzzSocket socket)
    {
        _tools = tools;
        _socket = socket;
        _judge = new AnswerJudge(_sent, tools.Black, tools.Report);
        _sender = tools.Own.NextSender();
    }

    /// <summary>Carries out a plan.</summary>
    public static ConversationResult Run(ConversationTools tools, ConversationPlan plan, out SocketError error)
    {
        if (FuzzSocket.Connect(tools.Target, tools.Subject.Answer, tools.Log, out error) is not { } socket)
            return new ConversationResult(ConversationEnd.Refused, false, 0);
        using Conversation conversation = new(tools, socket);
        return conversation.Run(plan);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private ConversationResult Run(ConversationPlan plan)
    {
        if (plan.State == FuzzState.Before)
            return Finish(plan.All, true);

        // RFC 6733 5.6: who opens a connection sends nothing more before the CEA. EIRs may drop what comes too early.
        if (Await(Add(_tools.Own.Cer(_sender))) is var closed and not ConversationEnd.Done)
            return new ConversationResult(closed, false, 0);
        SentEntry first = _tools.Own.Ecr(_sender, _sent), marker = first;
        _unsent.AddRange(first.Octets);
        bool isOpen = plan.State == FuzzState.Open;
        if (!isOpen && Await(first) is var early and not ConversationEnd.Done)
            return new ConversationResult(early, false, 0);
        if (plan.State == FuzzState.Closing)
        {
            Add(_tools.Own.Dpr(_sender));
            return Finish(plan.All, true);
        }

        using FuzzSocket? rival = plan.State == FuzzState.Watchdog ? ProvokeWatchdog() : null;
        foreach (Mutation mutation in plan.Items)
            Add(mutation);
        if (plan.Items.Count > 0 || !isOpen)
        {
            marker = _tools.Own.Ecr(_sender, _sent);
            _unsent.AddRange(marker.Octets);
        }

        ConversationEnd end = Await(marker);
        return end == ConversationEnd.Done && plan.Last is { } last ? Finish([last], true) : new ConversationResult(end, true, _answered);
    }

    // RFC 6733 5.6: an EIR that finds its peer twice may ask on the first connection whether it still lives.
    private FuzzSocket? ProvokeWatchdog()
    {
        FuzzSocket? rival = FuzzSocket.Connect(_tools.Target, _tools.Subject.Answer, _tools.Log, out _);
        rival?.Send(_tools.Own.Cer(_sender));
        if (_socket.Await(ProbeLimit))
            Take(_socket.Receive());
        return rival;
    }

    private ConversationResult Finish(IEnumerable<Mutation> mutations, bool introduced)
    {
        foreach (Mutation mutation in mutations)
            Add(mutation);
        Flush();
        _socket.EndSending();
        while (!_isEnded && _socket.Receive() is { } arrival)
            Take(arrival);
        return new ConversationResult(ConversationEnd.Done, introduced, _position);
    }

    private ConversationEnd Await(SentEntry marker)
    {
        Flush();
        while (marker.Answers == 0)
        {
            if (_isEnded)
                return ConversationEnd.Ended;
            if (_socket.Receive() is not { } arrival)
                return ConversationEnd.Silent;
            Take(arrival);
        }

        return ConversationEnd.Done;
    }

    private void Take(Arrival? arrival)
    {
        if (arrival is null)
            return;
        if (arrival.IsEnd)
        {
            _isEnded = true;
        }
        else if (arrival.Kind == ArrivalKind.Garbage)
        {
            _tools.Report(new Finding(FindingKind.WellFormed, "sends octets that are no message", null, arrival.Octets));
            _isEnded = true;
        }
        else if (_judge.Judge(arrival.Octets) is { } entry)
        {
            _answered = Math.Max(_answered, entry.Position + 1);
        }
        else if ((arrival.Octets[4] & 0x80) != 0)
        {
            _request = arrival.Octets;
        }
    }

    private SentEntry Add(byte[] own)
    {
        _unsent.AddRange(own);
        return _sent.AddOwn(own);
    }

    private void Add(Mutation mutation)
    {
        Mutation sent = _request is { } request ? mutation.AnsweringTo(request) : mutation;
        _sent.Add(sent, _position++);
        int from = 0;
        foreach (int cut in sent.Cuts)
        {
            _unsent.AddRange(sent.Octets.AsSpan(from, cut - from));
            Flush();
            from = cut;
        }

        _unsent.AddRange(sent.Octets.AsSpan(from));
    }

    // A target that no longer reads, or has ended the connection, is found out by reading.
    private void Flush()
    {
        _socket.Send(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unsent));
        _unsent.Clear();
    }
}
