using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A runtime with a root folder and a launcher of its own, and the busybox image; all gone with the test class.</summary>
public class RuntimeHost : IAsyncLifetime
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _root;
    private readonly ConcurrentDictionary<(Guid, int), TaskCompletionSource<InitExit>> _exits = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ExecExit>> _execExits = new();
    private Task _pumps = Task.CompletedTask;

    public RuntimeHost() : this(Directory.CreateTempSubdirectory("orch-isolation-").FullName)
    {
    }

    protected RuntimeHost(string root) => _root = root;

    public string Root => _root;

    public string? WhyNot { get; protected set; }

    public ContainerRuntime Runtime { get; private set; } = null!;

    public ImageStore Images { get; private set; } = null!;

    /// <summary>What its containers are connected to in the place of the host's network: lo, down, and nothing else.</summary>
    public NamespaceHandle Network { get; private set; } = null!;

    /// <summary>To look at <see cref="Network"/> with.</summary>
    internal Networks.OwnNetwork View() => new(Network);

    public ConcurrentQueue<string> Notices { get; } = new();

    public RuntimeOptions Options { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            WhyNot = "needs root: the kernel lets nobody else map ids and make cgroups";
        else if (!File.Exists("/bin/busybox"))
            WhyNot = "no /bin/busybox: apt-get install busybox-static";
        else if (WhyNot is not null)
            return;
        else if (FindLauncher() is not { } launcher)
            WhyNot = "no launcher was built: dotnet publish -c Release -r linux-x64 src/Launcher";
        else
            await StartAsync(launcher);
    }

    /// <summary>Leaves the old runtime as a crashed daemon would, without a word to the launcher.</summary>
    public async Task RestartAsync()
    {
        await Runtime.DisposeAsync();
        await _pumps;
        await ConnectAsync();
    }

    public async Task<Running> StartContainerAsync(ContainerSpec spec, string? name = null)
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var id = Guid.CreateVersion7();
        name ??= $"c{id:N}"[..20];
        var prepared = await Runtime.PrepareAsync(id, name, spec, Token());
        prepared.Problem.ShouldBeNull();
        var outcome = await Runtime.LaunchAsync(new LaunchOrder(id, name, 1, spec, prepared.Prepared!), Token());
        outcome.Failure.ShouldBeNull();
        return new Running(this, id, name, spec, prepared.Prepared!, outcome.Init!);
    }

    public async Task<Finished> RunAsync(ContainerSpec spec)
    {
        var running = await StartContainerAsync(spec);
        return await running.FinishAsync();
    }

    public Task<Finished> ShellAsync(string script, Func<ContainerSpec, ContainerSpec>? with = null)
    {
        var spec = Shell(script);
        return RunAsync(with is null ? spec : with(spec));
    }

    public static ContainerSpec Shell(string script) => new()
    {
        Image = "busybox",
        Command = ["sh", "-c", script],
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, Pids = 64 },
    };

    public Task<InitExit> ExitOf(Guid id, int attempt = 1) => Source(_exits, (id, attempt)).Task.WaitAsync(Limit);

    public Task<ExecExit> ExecExitOf(Guid execId) => Source(_execExits, execId).Task.WaitAsync(Limit);

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    public virtual async ValueTask DisposeAsync()
    {
        if (Runtime is not null)
        {
            await Runtime.SurveyAsync([], Token());
            var launcher = Runtime.LauncherPid;
            var parent = Runtime.Features.CgroupParent;
            await Runtime.DisposeAsync();
            await _pumps;
            if (launcher is { } pid)
                await EndAsync(pid);
            using var node = Isolation.Cgroups.CgroupNode.Open(
                Isolation.Cgroups.CgroupMounts.Detect(), parent, 1, TimeProvider.System);
            node.List().ShouldBeEmpty();
            node.TryRemoveParent().ShouldBeTrue();
            Network.Dispose();
        }
        using var folder = Kernel.DirectoryHandle.Open(Path.GetDirectoryName(_root)!);
        Kernel.TreeRemoval.Remove(folder, Path.GetFileName(_root));
    }

    private async Task StartAsync(string launcher)
    {
        Images = new ImageStore(_root, TimeProvider.System);
        (await Images.CreateAsync("busybox", "busybox", Token())).Problem.ShouldBeNull();
        Options = new RuntimeOptions
        {
            Root = _root,
            StateDirectory = Path.Combine(_root, "run"),
            LauncherPath = launcher,
            Notice = Notices.Enqueue,
            HostNetwork = Network = NetworkNamespace.Make(),
        };
        await ConnectAsync();
    }

    private async Task ConnectAsync()
    {
        Runtime = await ContainerRuntime.StartAsync(Options, Images, Token());
        _pumps = Task.WhenAll(
            PumpAsync(Runtime.Exits, _exits, exit => (exit.Id, exit.Attempt)), PumpAsync(Runtime.ExecExits, _execExits, exit => exit.ExecId));
    }

    private static async Task PumpAsync<TKey, T>(
        System.Threading.Channels.ChannelReader<T> reader, ConcurrentDictionary<TKey, TaskCompletionSource<T>> waiters,
        Func<T, TKey> key) where TKey : notnull
    {
        await foreach (var item in reader.ReadAllAsync())
            Source(waiters, key(item)).TrySetResult(item);
    }

    private static TaskCompletionSource<T> Source<TKey, T>(
        ConcurrentDictionary<TKey, TaskCompletionSource<T>> waiters, TKey key) where TKey : notnull =>
        waiters.GetOrAdd(key, _ => new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously));

    public static async Task EndAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            await process.WaitForExitAsync(Token());
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }

    private static string? FindLauncher()
    {
        if (Environment.GetEnvironmentVariable("ORCH_LAUNCHER") is { } given)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var built in (ReadOnlySpan<string>)
                ["artifacts/publish/Orchestrator.Launcher/release_linux-x64/orch-launcher", "artifacts/orch/orch-launcher"])
            {
                var path = Path.Combine(folder.FullName, built);
                if (File.Exists(path))
                    return path;
            }
        }
        return null;
    }
}
