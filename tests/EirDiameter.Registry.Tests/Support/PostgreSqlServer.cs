using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EirDiameter.Registry.Tests;

/// <summary>
/// A PostgreSQL of the tests' own, from Debian's package: made in a temporary folder at the first use, reached over loopback, gone with the process
/// (also when that is killed: the server ends with the pipe on its standard input).
/// </summary>
internal static class PostgreSqlServer
{
    // The process is held too: if it were collected, its pipe would close, and the server ends with that.
    private static readonly Lazy<(string Connection, Process Server)> Started = new(Start);

    /// <summary>How to connect, without a database.</summary>
    public static string Connection => Started.Value.Connection;

    private static (string Connection, Process Server) Start()
    {
        string binaries = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")).First();
        string folder = Directory.CreateTempSubdirectory("eir-postgresql-").FullName;
        int port = FreePort();
        bool root = Environment.UserName == "root";
        string data = Path.Combine(folder, "data");
        if (root)
            Run("chown", "postgres", folder);
        string initdb = $"{binaries}/initdb -D {data} -U eir -A trust --no-sync -E UTF8 --locale=C.UTF-8";
        Run("sh", "-c", root ? $"runuser -u postgres -- {initdb}" : initdb);

        // Not to outlive the tests: the shell waits for the end of its input, which comes when this process is gone however it went.
        string postgres = $"{binaries}/postgres -D {data} -h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=200 -c logging_collector=off";
        string command = root ? $"runuser -u postgres -- {postgres}" : postgres;
        ProcessStartInfo start = new("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec 3<&0; {command} >{folder}/log 2>&1 </dev/null & read -r _ <&3; kill -INT $(head -1 {data}/postmaster.pid); wait; rm -rf {folder}");
        Process server = Process.Start(start)!;
        server.StandardOutput.Close();
        server.StandardError.Close();
        for (int attempt = 0; attempt < 300; attempt++)
        {
            if (Run("sh", "-c", $"{binaries}/pg_isready -q -h 127.0.0.1 -p {port} || true; {binaries}/pg_isready -h 127.0.0.1 -p {port} | grep -c accepting || true").Trim() == "1")
                return ($"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username=eir", server);
            Thread.Sleep(100);
        }

        throw new InvalidOperationException($"PostgreSQL does not come up; its log: {File.ReadAllText(Path.Combine(folder, "log"))}");
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Run(string command, params string[] arguments)
    {
        ProcessStartInfo start = new(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {errors.Result}{output}");
    }
}
