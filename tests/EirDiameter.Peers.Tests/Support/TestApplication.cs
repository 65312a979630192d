using System.Buffers;
using System.Collections.Concurrent;
using EirDiameter.Protocol;

namespace EirDiameter.Peers.Tests.Support;

/// <summary>Answers every request with 2001, at once or when it is told to; and notes what was called.</summary>
internal sealed class TestApplication(uint applicationId = Applications.S13) : IDiameterApplication
{
    private readonly ConcurrentQueue<byte[]> _kept = new();

    public uint ApplicationId { get; } = applicationId;

    /// <summary>Requests are kept for <see cref="AnswerKept"/>.</summary>
    public bool Keeps { get; set; }

    /// <summary>What was called, in order: b(egin), h(andle), e(nd).</summary>
    public ConcurrentQueue<char> Calls { get; } = new();

    /// <summary>False: calls are not noted.</summary>
    public bool Notes { get; set; } = true;

    public IPeerLink? Link { get; private set; }

    public int Opened { get; private set; }

    public int Disposed { get; private set; }

    public int Kept => _kept.Count;

    public IRequestHandler Open(IPeerLink link)
    {
        Link = link;
        Opened++;
        return new Handler(this);
    }

    /// <summary>Sends the answers of all kept requests; returns how many were taken.</summary>
    public int AnswerKept()
    {
        int taken = 0;
        byte[] answer = new byte[512];
        while (_kept.TryDequeue(out byte[]? request))
        {
            if (Link!.TrySend(answer.AsSpan(0, WriteAnswer(request, answer)), request))
                taken++;
        }

        return taken;
    }

    private static int WriteAnswer(ReadOnlySpan<byte> request, Span<byte> destination)
    {
        DiameterHeader.TryRead(request, out DiameterHeader header);
        var writer = new MessageWriter(destination, header.ToAnswer());
        writer.WriteUnsigned32(AvpCodes.ResultCode, ResultCodes.Success);
        return writer.Finish();
    }

    private sealed class Handler(TestApplication owner) : IRequestHandler
    {
        public void BeginBatch() => Note('b');

        public bool Handle(ReadOnlySpan<byte> request, IBufferWriter<byte> answers)
        {
            Note('h');
            if (owner.Keeps)
            {
                owner._kept.Enqueue(request.ToArray());
                return false;
            }

            answers.Advance(WriteAnswer(request, answers.GetSpan(128)));
            return true;
        }

        public void EndBatch() => Note('e');

        public void Dispose() => owner.Disposed++;

        private void Note(char call)
        {
            if (owner.Notes)
                owner.Calls.Enqueue(call);
        }
    }
}
