using EirDiameter.Protocol;

namespace EirDiameter.Peers.Connections;

/// <summary>
/// A message that did not arrive in one piece of memory: the end of one segment and the beginning of the next, or of the next read.
/// Its memory grows with the octets that have arrived, not with the length that the peer claims.
/// </summary>
internal sealed class PartialMessage(int maxLength)
{
    private const int FirstSize = 2048;

    private byte[] _octets = [];

    /// <summary>Octets so far; 0: no message is begun.</summary>
    public int Length { get; private set; }

    /// <summary>Octets needed as far as known.</summary>
    private int Needed { get; set; }

    /// <summary>The octets so far.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes what belongs to the message.</summary>
    /// <param name="more">What arrived.</param>
    /// <param name="taken">How much of it was taken.</param>
    public FrameStatus Append(ReadOnlySpan<byte> more, out int taken)
    {
        taken = 0;
        if (Length == 0)
            Needed = Framing.PrefixSize;

        while (true)
        {
            int wanted = Math.Min(Needed - Length, more.Length - taken);
            Grow(Length + wanted);
            more.Slice(taken, wanted).CopyTo(_octets.AsSpan(Length));
            Length += wanted;
            taken += wanted;
            if (Length < Needed)
                return FrameStatus.NeedMore;

            FrameStatus status = Framing.Next(Octets, maxLength, out int length);
            if (status != FrameStatus.NeedMore)
                return status;
            Needed = length;
        }
    }

    private void Grow(int size)
    {
        if (size > _octets.Length)
            Array.Resize(ref _octets, Math.Max(FirstSize, Math.Max(size, Math.Min(_octets.Length * 2, maxLength))));
    }
}
