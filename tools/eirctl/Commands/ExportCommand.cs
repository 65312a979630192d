using System.CommandLine;
using System.IO.Compression;
using System.Text.Json.Nodes;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>The listings as a list file that import reads back.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var feed = new Option<string?>("--feed") { Description = "Only this feed. Default: all, with a column that says which feed it was.", HelpName = "NAME" };
        var output = new Option<string?>("--output", "-o") { Description = "File to write, compressed if its name ends in .gz. Default: standard output.", HelpName = "FILE" };
        return context.Create(
            "export",
            "Write the listings as a list file, which import reads back unchanged.",
            "A file appears only once it is complete.\nWith --json: each listing as an object on a line of its own, or with --output a summary.",
            [feed, output],
            [
                "eirctl export --feed national --output national.csv.gz",
                "eirctl export | grep black | wc -l",
                "eirctl export --feed local | eirctl import - --feed local --snapshot --url http://eir2:8080",
            ],
            async run =>
            {
                string? from = run.Parsed.GetValue(feed);
                string path = from is null ? "v1/export" : AdminClient.Path($"v1/feeds/{from}/export");
                if (run.Parsed.GetValue(output) is { } file) await ToFileAsync(run, path, from, file);
                else await ToStandardOutputAsync(run, path);
                return ExitCodes.Done;
            });
    }

    private static async Task ToStandardOutputAsync(Run run, string path)
    {
        await using var target = new NamedOutput(run.Terminal.OutputStream, "to standard output");
        await run.Node.ReadAsync(
            path,
            csv => run.Json ? ListFile.ToJsonLinesAsync(csv, target, run.Cancel) : ListFile.CopyAsync(csv, target, run.Cancel),
            run.Cancel);
    }

    private static async Task ToFileAsync(Run run, string path, string? feed, string file)
    {
        string partial = file + ".partial";
        bool isCreated = false;
        try
        {
            long listings = 0;
            await run.Node.ReadAsync(
                path,
                async csv =>
                {
                    await using FileStream plain = Create(partial);
                    isCreated = true;
                    await using var named = new NamedOutput(plain, file);
                    await using Stream target = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(named, CompressionLevel.Optimal) : named;
                    listings = await ListFile.CopyAsync(csv, target, run.Cancel);
                },
                run.Cancel);
            Rename(partial, file);
            Report(run, feed, file, listings);
        }
        finally
        {
            if (isCreated) File.Delete(partial);
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            // No buffer of its own: what fails to reach the disk fails in the write that names the file.
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NamedOutput.Failed(path, error);
        }
    }

    private static void Rename(string partial, string file)
    {
        try
        {
            File.Move(partial, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NamedOutput.Failed(file, error);
        }
    }

    private static void Report(Run run, string? feed, string file, long listings)
    {
        long bytes = new FileInfo(file).Length;
        if (run.Json)
        {
            var summary = new JsonObject { ["feed"] = feed, ["file"] = file, ["listings"] = listings, ["bytes"] = bytes };
            run.Terminal.Out.WriteLine(summary.ToJsonString());
            return;
        }
        string source = feed is null ? "all feeds" : $"feed {Words.OneLine(feed)}";
        run.Printer.Line($"{Words.Count(listings, "listing")} of {source} written to {Words.OneLine(file)} ({Words.Size(bytes)})");
    }
}
