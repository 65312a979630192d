using System.Net;
using System.Net.Http.Headers;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Client;

/// <summary>The body of an import: a file read as it is sent, whatever its size, with a report of how far it is.</summary>
internal sealed class FileUpload : HttpContent
{
    private const int ChunkSize = 128 * 1024;
    private readonly Stream _file;
    private readonly Action<long> _sent;

    /// <param name="file">Read once; a length is announced only if it is known, as it is not for standard input.</param>
    /// <param name="sent">Called with the number of octets sent so far.</param>
    public FileUpload(Stream file, Action<long> sent)
    {
        _file = file;
        _sent = sent;
        // The node tells plain from gzip by the magic number, so the type need not.
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkSize];
        long sent = 0;
        int read;
        while ((read = await ReadAsync(chunk, cancellationToken)) > 0)
        {
            await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            sent += read;
            _sent(sent);
        }
    }

    private async Task<int> ReadAsync(byte[] chunk, CancellationToken cancel)
    {
        try
        {
            return await _file.ReadAsync(chunk, cancel);
        }
        catch (IOException error)
        {
            // Not an IOException any more, which would be taken for a lost connection.
            throw new RefusedException($"cannot read on in the file: {Words.OneLine(error.Message)}", inner: error);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _file.CanSeek ? _file.Length : 0;
        return _file.CanSeek;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}
