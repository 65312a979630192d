using System.CommandLine;
using System.Text.Json;
using EirDiameter.Eirctl.Client;
using EirDiameter.Eirctl.Output;

namespace EirDiameter.Eirctl.Commands;

/// <summary>A list file into a feed.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The list file, plain or gzip; - for standard input." };
        Option<string> feed = Symbols.LocalFeed("Feed that the file speaks for.");
        var snapshot = new Option<bool>("--snapshot")
        {
            Description = "The file is the whole feed: what it does not list is removed, in one atomic step. Default: the file adds to the feed.",
        };
        return context.Create(
            "import",
            "Load a list file into a feed, while the node goes on answering.",
            "Lines that are wrong are skipped, and shown with their number and why.\n"
            + "Exit code 0 if the file was accepted, also when some of its lines were rejected (the report says so); "
            + "1 if the file was refused or no line of it could be used.\n--json prints the final report.",
            [file, feed, snapshot],
            [
                "eirctl import stolen.csv",
                "eirctl import national.csv.gz --feed national --snapshot",
                "zcat dirbs_blacklist.csv.gz | eirctl import - --feed national",
                "",
                "A list file has a header and a listing on each line; only the first two columns are required:",
                "  equipment,list,reason,effective,expires,imsi,change",
                "  35693803564380,black,stolen,2026-01-31,,,",
            ],
            async run =>
            {
                string name = run.Parsed.GetRequiredValue(file);
                Stream input = name == "-" ? run.Terminal.OpenInput() : OpenFile(name);
                string shown = name == "-" ? "stdin" : Path.GetFileName(name);
                string path = AdminClient.Path(
                    $"v1/feeds/{run.Parsed.GetRequiredValue(feed)}/imports",
                    ("name", shown), ("snapshot", run.Parsed.GetValue(snapshot) ? "true" : null));
                JsonElement report = await UploadAsync(run, path, input);
                if (run.Json) run.Terminal.Out.WriteLine(report.GetRawText());
                else ImportReportView.Show(run.Printer, shown, report);
                return ImportReportView.IsNothingUsed(report) ? ExitCodes.Refused : ExitCodes.Done;
            });
    }

    private static async Task<JsonElement> UploadAsync(Run run, string path, Stream input)
    {
        JsonElement report = default;
        await ImportProgressView.RunAsync(run.Printer, isShown: run.Printer.IsInteractive && !run.Json, async view =>
        {
            using var upload = new FileUpload(input, sent => view.Sent(sent, input.CanSeek ? input.Length : null));
            await run.Node.UploadAsync(
                path, upload, async body => report = await ImportAnswer.ReadAsync(body, view.Working, run.Cancel), run.Cancel);
        });
        return report;
    }

    private static FileStream OpenFile(string name)
    {
        string shown = Words.OneLine(name);
        if (Directory.Exists(name)) throw new RefusedException($"{shown} is a directory: name the list file in it");
        try
        {
            return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException($"there is no file {shown} (looked in {Directory.GetCurrentDirectory()})", inner: error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"cannot read {shown}: {Words.OneLine(error.Message)}", inner: error);
        }
    }
}
