using System.Text;
using System.Text.Json;
using EirDiameter.EndToEnd.Tests.Support;
using Xunit;

namespace EirDiameter.EndToEnd.Tests.Durability;

/// <summary>Imports of one feed, one after the other, each saying something else about every piece of equipment: after a restart exactly one of them must be in force.</summary>
internal sealed class ImportLedger(string feed, bool snapshot)
{
    private const int Lines = 3000;

    // A snapshot also drops what the one before listed.
    private const int Shift = 500;

    private int _acknowledged = -1;
    private int _started = -1;

    public int Imports => _acknowledged + 1;

    public async Task WriteAsync(AdminApi admin)
    {
        while (true)
        {
            int number = ++_started;
            JsonElement result;
            try
            {
                result = await admin.ImportAsync(feed, File(number), snapshot, $"{feed}-{number}.csv");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException or IndexOutOfRangeException)
            {
                // The node is gone: the answer did not come, or stops in the middle.
                return;
            }

            if (!result.TryGetProperty("report", out _)) return;
            _acknowledged = number;
        }
    }

    public void Verify(Dictionary<string, string> exported)
    {
        string[] reasons = [.. exported.Values.Distinct()];
        Assert.True(reasons.Length <= 1, $"{feed}: half applied, reasons {string.Join(", ", reasons)}");
        int found = reasons.Length == 0 ? -1 : int.Parse(reasons[0].Split(' ')[1]);
        Assert.True(found >= _acknowledged && found <= _started, $"{feed}: import {_acknowledged} was acknowledged, {_started} begun, {found} is in force");
        Assert.Equal(found < 0 ? [] : Equipment(found).Order(), exported.Keys.Order());
        _acknowledged = _started = found;
    }

    private IEnumerable<string> Equipment(int number) =>
        Enumerable.Range(snapshot ? number * Shift : 0, Lines).Select(serial => $"86{(snapshot ? 1 : 2)}12345{serial:000000}");

    private string File(int number)
    {
        StringBuilder text = new("equipment,list,reason\n");
        foreach (string equipment in Equipment(number)) text.Append(equipment).Append(",black,import ").Append(number).Append('\n');
        return text.ToString();
    }
}
