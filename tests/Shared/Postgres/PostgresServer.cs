using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Tests.Postgres;

/// <summary>
/// A PostgreSQL server of a test's own, from Debian's package: on loopback, with fsync, in a folder that goes with it.
/// It ends with the test's process, whatever ends that.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "orch";
    public const string Password = "correct horse";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _bin;
    private readonly string _folder;
    private readonly string? _data;
    private readonly string[] _settings;
    private Process? _process;
    private int[] _paused = [];

    private PostgresServer(string bin, string folder, string? data, string[] settings)
    {
        _bin = bin;
        _folder = folder;
        _data = data;
        _settings = settings;
        Port = FreePort();
    }

    public int Port { get; }

    /// <summary>The postmaster; its own file tells.</summary>
    public int Pid => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private string Data => _data ?? Path.Combine(_folder, "data");

    /// <param name="data">Where the tables are to lie, if not in the server's own folder; made by the caller, empty.</param>
    /// <param name="wal">The same for the write-ahead log.</param>
    /// <param name="settings">As <c>name=value</c>, over the ones here.</param>
    public static async Task<PostgresServer> StartAsync(string? data = null, string? wal = null, params string[] settings)
    {
        if (!Directory.Exists("/usr/lib/postgresql"))
            throw new InvalidOperationException("PostgreSQL's server is not installed; ./test does that, or: apt-get install postgresql");
        string bin = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => version + "/bin").First();
        string folder = Directory.CreateTempSubdirectory("orch-postgres-").FullName;
        foreach (string place in (string[])[folder, data ?? folder, wal ?? folder])
            LetIn(place);
        PostgresServer server = new(bin, folder, data, settings);
        string password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.IsPrivilegedProcess)
            await server.RunAsync("/bin/chown", "-R", "postgres:", folder, data ?? folder, wal ?? folder);
        await server.RunAsync(
            "/usr/bin/env",
            [.. AsPostgres, bin + "/initdb", "-D", server.Data, "-U", User, "--pwfile", password, "-E", "UTF8", "--locale=C",
                "--auth-host=scram-sha-256", "--auth-local=trust", "--no-sync", "--wal-segsize=1",
                .. wal is null ? Array.Empty<string>() : ["--waldir", wal]]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        await EndShellAsync();
        // The shell holds the server: when the pipe closes, because this process ends in whatever way, so does the server.
        ProcessStartInfo start = new("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "log=$1; shift; \"$@\" >>\"$log\" 2>&1 </dev/null & server=$!; read -r _; kill -QUIT $server 2>/dev/null; wait", "sh",
                Path.Combine(_folder, "log"), "/usr/bin/env",
            },
            RedirectStandardInput = true,
        };
        foreach (string word in (string[])[
            .. AsPostgres, _bin + "/postgres", "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", _folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=on", "-c", "shared_buffers=32MB", "-c", "max_connections=60",
            "-c", "max_wal_size=256MB", "-c", "min_wal_size=8MB", "-c", "autovacuum=off", "-c", "log_line_prefix=%m %a [%p] ",
            .. _settings.SelectMany(setting => (string[])["-c", setting])])
            start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        while (!await IsReadyAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException("PostgreSQL did not start:\n" + await LogAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    /// <param name="signal">INT: sessions are broken off; QUIT or KILL: a crash, with recovery at the next start.</param>
    public async Task StopAsync(string signal = "INT")
    {
        int pid = Pid;
        await RunAsync("/bin/kill", "-" + signal, pid.ToString(CultureInfo.InvariantCulture));
        using CancellationTokenSource limit = new(Limit);
        while (Lives(pid))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        await EndShellAsync();
        // What a killed postmaster leaves keeps the next one from starting until its children have seen its death.
        while (Directory.EnumerateDirectories("/proc").Any(IsChild))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
    }

    /// <summary>True once it has ended by itself.</summary>
    public bool HasEnded => !File.Exists(Path.Combine(Data, "postmaster.pid"));

    public Task<bool> IsReadyAsync() =>
        TryRunAsync(_bin + "/pg_isready", ["-q", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Every process of it stands still: connections stay open, and nothing answers.</summary>
    public async Task PauseAsync()
    {
        _paused = [Pid, .. Directory.EnumerateDirectories("/proc").Where(IsChild).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
        await SignalAsync("-STOP");
    }

    public async Task ResumeAsync()
    {
        await SignalAsync("-CONT");
        _paused = [];
    }

    /// <summary>Makes a database of its own and returns the connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        string name = "t" + Guid.NewGuid().ToString("N")[..12];
        await SqlAsync("postgres", $"CREATE DATABASE {name}");
        return string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={name};Username={User};Password={Password}");
    }

    /// <summary>Runs SQL as the owner of everything, past the daemon.</summary>
    public Task<string> SqlAsync(string database, string sql) =>
        RunAsync(_bin + "/psql", "-h", _folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", database,
            "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql);

    public Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(_folder, "log"));

    public async ValueTask DisposeAsync()
    {
        if (_paused.Length > 0)
            await ResumeAsync();
        await EndShellAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>initdb and postgres refuse to run as root.</summary>
    private static string[] AsPostgres => Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        : [];

    private Task SignalAsync(string signal) => TryRunAsync(
        "/bin/kill", [signal, .. _paused.Select(pid => pid.ToString(CultureInfo.InvariantCulture))]);

    private async Task EndShellAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Limit);
        process.Dispose();
    }

    /// <summary>The shell reaps it only when it is let go itself: until then a zombie stays.</summary>
    private static bool Lives(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private bool IsChild(string process)
    {
        try
        {
            return int.TryParse(Path.GetFileName(process), out _) && new FileInfo(process + "/cwd").LinkTarget == Data;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Scratch folders are their owner's alone; the server's user has to pass through.</summary>
    private static void LetIn(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null && at.FullName.StartsWith(Path.GetTempPath().TrimEnd('/'), StringComparison.Ordinal); at = at.Parent)
            at.UnixFileMode |= UnixFileMode.OtherExecute;
        if (Environment.GetEnvironmentVariable("ORCH_TEST_RUN") is { } scratch && Directory.Exists(scratch))
            File.SetUnixFileMode(scratch, File.GetUnixFileMode(scratch) | UnixFileMode.OtherExecute);
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task<string> RunAsync(string program, params string[] words)
    {
        (int status, string output, string error) = await CallAsync(program, words);
        return status == 0 ? output.TrimEnd('\n') : throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {error}{output}");
    }

    private async Task<bool> TryRunAsync(string program, string[] words) => (await CallAsync(program, words)).Status == 0;

    private async Task<(int Status, string Output, string Error)> CallAsync(string program, string[] words)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach (string word in words)
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output, await error);
    }
}
