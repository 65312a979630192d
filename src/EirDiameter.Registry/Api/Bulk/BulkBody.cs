using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace EirDiameter.Registry;

/// <summary>
/// The body of a bulk call, received whole into a temporary file before anything is done with it: a slow or broken caller holds up nobody's
/// changes, and nothing is ever whole in memory. The file goes with this object, or with the process.
/// </summary>
internal sealed class BulkBody : IAsyncDisposable
{
    private readonly FileStream _file;

    private BulkBody(FileStream file, string sha256)
    {
        _file = file;
        Sha256 = sha256;
    }

    /// <summary>SHA-256 of the octets as they came, in hexadecimal: what the ledger keeps of them.</summary>
    public string Sha256 { get; }

    /// <summary>Receives the body of a request.</summary>
    /// <exception cref="RegistryException">The disk does not take it.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    public static async Task<BulkBody> ReceiveAsync(HttpRequest request, CancellationToken cancellation)
    {
        FileStream? file = null;

        // Bulk bodies are as large as a country; the disk is their limit.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        try
        {
            file = Create();
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[1 << 16];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await WriteAsync(file, buffer.AsMemory(0, read), cancellation);
            }

            BulkBody body = new(file, Convert.ToHexStringLower(hash.GetHashAndReset()));
            file = null;
            return body;
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    /// <summary>The content from its beginning, unpacked if it is gzip. One reader at a time.</summary>
    public Stream Open()
    {
        _file.Position = 0;
        bool packed = _file.ReadByte() == 0x1F && _file.ReadByte() == 0x8B;
        _file.Position = 0;
        return packed ? new System.IO.Compression.GZipStream(_file, System.IO.Compression.CompressionMode.Decompress, leaveOpen: true) : _file;
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static FileStream Create()
    {
        try
        {
            return new FileStream(
                Path.Combine(Path.GetTempPath(), $"eir-registry-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotTaken(e);
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> octets, CancellationToken cancellation)
    {
        try
        {
            await file.WriteAsync(octets, cancellation);
        }
        catch (IOException e)
        {
            throw NotTaken(e);
        }
    }

    private static RegistryException NotTaken(Exception e) =>
        new(RegistryFault.Unavailable, $"the disk does not take the upload ({e.Message}): nothing was changed; make room in {Path.GetTempPath()} and send it again", e);
}
