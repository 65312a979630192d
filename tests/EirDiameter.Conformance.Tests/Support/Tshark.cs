using System.Diagnostics;

namespace EirDiameter.Conformance.Tests.Support;

/// <summary>Another decoder.</summary>
internal static class Tshark
{
    /// <summary>What it prints.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
