using System.Net;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>
/// What one writer did to its own equipment, one edit after the other: what the node acknowledged, and the edit that was under way when
/// the node died, which may or may not have been done.
/// </summary>
internal sealed class EditLedger(int writer, int seed)
{
    public const string Feed = "local";

    private const int Pieces = 300;
    private const int Reasons = 500;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, string?> _acknowledged = [];
    private (string Equipment, string? Reason)? _inDoubt;
    private int _edits;

    public int Edits => _edits;

    public IEnumerable<string> Equipment => _acknowledged.Keys;

    public bool IsListed(string equipment) => _acknowledged[equipment] is not null;

    /// <summary>Edits until the node is gone.</summary>
    public async Task WriteAsync(AdminApi admin)
    {
        while (true)
        {
            string equipment = $"3569380{writer}{_random.Next(Pieces):000000}";
            string? reason = _random.Next(10) < 7 ? $"reason {_random.Next(Reasons)}" : null;
            _inDoubt = (equipment, reason);
            HttpStatusCode status;
            try
            {
                status = reason is null ? await admin.RemoveAsync(Feed, equipment) : await admin.AddAsync(Feed, equipment, "black", reason);
            }
            catch (HttpRequestException)
            {
                return;
            }

            // To take back what is not listed is refused, and leaves it so.
            Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK || (status is HttpStatusCode.NotFound && reason is null), $"{equipment}: {status}");
            _acknowledged[equipment] = reason;
            _inDoubt = null;
            _edits++;
        }
    }

    /// <summary>Compares with what the node has after its restart, and takes over how the edit in doubt ended.</summary>
    public void Verify(Dictionary<string, string> exported)
    {
        if (_inDoubt is var (doubtful, wanted))
        {
            string? found = exported.GetValueOrDefault(doubtful), before = _acknowledged.GetValueOrDefault(doubtful);
            Assert.True(found == wanted || found == before, $"{doubtful}: was '{before}', was being made '{wanted}', is '{found}'");
            _acknowledged[doubtful] = found;
            _inDoubt = null;
        }

        foreach ((string equipment, string? reason) in _acknowledged)
        {
            string? found = exported.GetValueOrDefault(equipment);
            Assert.True(found == reason, $"{equipment}: acknowledged as '{reason ?? "not listed"}', is '{found ?? "not listed"}'");
        }
    }
}
