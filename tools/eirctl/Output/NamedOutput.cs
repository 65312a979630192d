using EirDiameter.Eirctl.Client;

namespace EirDiameter.Eirctl.Output;

/// <summary>Writes through to a stream; when that fails, says which output it was, so that a full disk is not taken for a lost node.</summary>
internal sealed class NamedOutput(Stream target, string name) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The refusal for a failure to write to this output.</summary>
    public static RefusedException Failed(string name, Exception error) =>
        new($"cannot write {Words.OneLine(name)}: {Words.OneLine(error.Message)}", inner: error);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            target.Write(buffer);
        }
        catch (IOException error)
        {
            throw Failed(name, error);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await target.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException error)
        {
            throw Failed(name, error);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        try
        {
            target.Flush();
        }
        catch (IOException error)
        {
            throw Failed(name, error);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
