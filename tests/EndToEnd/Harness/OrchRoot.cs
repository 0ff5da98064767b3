using System.Text.Json;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>
/// A folder of its own for one daemon with everything that belongs to it. Disposing ends daemon, launcher and
/// containers, and fails if anything of them is left on the machine.
/// </summary>
public sealed class OrchRoot : IAsyncLifetime
{
    /// <summary>The variable by which everything that belongs to the folder is found again.</summary>
    internal const string Mark = "ORCH_END_TO_END";

    private readonly Dictionary<string, string> _environment;

    public OrchRoot() : this(System.IO.Directory.CreateTempSubdirectory("e2e-").FullName)
    {
    }

    internal OrchRoot(string folder)
    {
        Folder = folder;
        System.IO.Directory.CreateDirectory(Home);
        _environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = Home,
            ["ORCH_ROOT"] = Path,
            // Inherited by daemon and launcher: how they are found again whatever happened.
            [Mark] = Folder,
            // A test that names an image which is not there must not ask the world for it.
            ["ORCH__REGISTRY__BLOCKED"] = "docker.io",
            // The shared framework, where it is not in the place that a host program looks by itself.
            ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "/usr/share/dotnet",
        };
        if (Environment.GetEnvironmentVariable("ORCH_TEST_RUN") is { } run)
            _environment["ORCH_TEST_RUN"] = run;
    }

    /// <summary>Scratch folder of the test; the daemon's root lies in it.</summary>
    internal string Folder { get; }

    internal string Path => System.IO.Path.Combine(Folder, "root");

    private string Home => System.IO.Path.Combine(Folder, "home");

    internal IReadOnlyDictionary<string, string> Variables => _environment;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal Task<CliResult> Orch(params string[] arguments) => Start(arguments).ResultAsync();

    /// <summary>With a time limit of its own for what takes long.</summary>
    internal Task<CliResult> Orch(TimeSpan limit, params string[] arguments) => Start(arguments).ResultAsync(limit);

    internal RunningCli Start(params string[] arguments) => StartWith([], arguments);

    /// <summary>With variables of its own besides the usual ones.</summary>
    internal RunningCli StartWith(Dictionary<string, string> more, params string[] arguments) =>
        RunningCli.Start(Binaries.Orch, arguments, Merged(more), Folder);

    /// <summary>Runs another program in the same surroundings.</summary>
    internal Task<CliResult> Tool(string program, params string[] arguments) => ToolWith([], Clock.Long, program, arguments);

    internal Task<CliResult> ToolWith(Dictionary<string, string> more, TimeSpan limit, string program, params string[] arguments) =>
        RunningCli.Start(program, arguments, Merged(more), Folder).ResultAsync(limit);

    private Dictionary<string, string> Merged(Dictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(_environment);
        foreach (var (name, value) in more)
            environment[name] = value;
        return environment;
    }

    internal async Task<JsonElement> Info() => (await Orch("info", "--format", "json")).Ok().Json;

    internal async Task<int> DaemonPid() => (await Info()).GetProperty("daemonPid").GetInt32();

    internal async Task<int> LauncherPid() => (await Info()).GetProperty("launcherPid").GetInt32();

    /// <summary>The container as <c>inspect</c> shows it.</summary>
    internal async Task<JsonElement> Inspect(string name)
    {
        var json = (await Orch("inspect", name, "--format", "json")).Ok().Json;
        return json.ValueKind == JsonValueKind.Array ? json[0] : json;
    }

    internal async Task<string> State(string name) => (await Inspect(name)).GetProperty("state").GetString()!;

    /// <summary>The journal so far, or what it says of one container.</summary>
    internal async Task<List<JsonElement>> Events(string? container = null)
    {
        string[] filter = container is null ? [] : ["--filter", $"container={container}"];
        return [.. (await Orch(["events", "--since", "1", "--until", "now", "--format", "json", .. filter])).Ok().Lines
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    internal static async Task KillAsync(int pid)
    {
        using (var process = System.Diagnostics.Process.GetProcessById(pid))
            process.Kill();
        // While threads of it are still dying, its sockets take connections that nobody serves.
        await Clock.Until($"process {pid} is gone", () => !Processes.LivesInAnyThread(pid));
    }

    internal string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed in between may have left a launcher without a daemon; what it has to say must not be hidden.
        if (Processes.Of(Mark, Folder).Any())
            await Start("info").ResultAsync();
        var stop = await Start("daemon", "--stop", "--with-containers").ResultAsync();
        var daemonAndLauncher = Processes.Of(Mark, Folder).ToList();
        // The launcher ends once its last container is gone; anything else is a leak and is ended here.
        try
        {
            await Clock.Until("daemon and launcher end", () => !Processes.Of(Mark, Folder).Any(), TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            daemonAndLauncher = [.. Processes.Of(Mark, Folder)];
            var left = daemonAndLauncher.Select(Processes.Describe).ToList();
            foreach (var pid in daemonAndLauncher)
                await KillAsync(pid);
            throw new InvalidOperationException($"left behind:\n{string.Join('\n', left)}\nafter {stop}");
        }
        var mounts = File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(Folder + "/", StringComparison.Ordinal)).ToList();
        if (mounts.Count > 0)
            throw new InvalidOperationException($"mounts left behind:\n{string.Join('\n', mounts)}");
        System.IO.Directory.Delete(Folder, recursive: true);
    }
}
