using System.Runtime.InteropServices;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>A busybox image and launches of it, each with a writable layer and files for its output.</summary>
public sealed class Box
{
    public const uint IdBase = 2_000_000_000;
    private static readonly CapabilitySets None = new(0, 0, 0, 0, 0);
    private readonly string _root;
    private int _count;

    public Box(LauncherHost host, string image = "image")
    {
        _root = host.Root;
        Image = Path.Combine(_root, image);
        var binaries = Directory.CreateDirectory(Path.Combine(Image, "bin"));
        File.Copy("/bin/busybox", Path.Combine(binaries.FullName, "busybox"));
        foreach (var name in new[] { "sh", "true", "cat", "ls", "readlink", "sleep", "id", "kill", "mount", "touch", "tty", "stat", "hostname", "ip", "date", "ps" })
            File.CreateSymbolicLink(Path.Combine(binaries.FullName, name), "busybox");
        Directory.CreateDirectory(Path.Combine(Image, "etc"));
    }

    public string Image { get; }

    /// <summary>A launch of <paramref name="command"/> whose stdout and stderr go to <see cref="Output"/>.</summary>
    public ResolvedLaunch Launch(params string[] command) => Launch(new ContainerSpec { RootfsPath = Image, Command = command });

    public ResolvedLaunch Launch(ContainerSpec spec)
    {
        var id = Guid.NewGuid();
        var folder = Directory.CreateDirectory(Path.Combine(_root, $"{Path.GetFileName(Image)}-c{++_count}")).FullName;
        var upper = Directory.CreateDirectory(Path.Combine(folder, "upper")).FullName;
        var work = Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;
        var rangeBase = spec.Namespaces.User == UserNamespaceMode.Private ? IdBase : 0;
        Own(upper, rangeBase);
        Own(work, rangeBase);
        return new ResolvedLaunch
        {
            Id = id,
            Attempt = 1,
            Spec = spec,
            Prepared = new PreparedContainer(rangeBase, 65536, null),
            Hostname = "box",
            Layers = [Image],
            Writable = folder,
            Uid = 0,
            Gid = 0,
            Capabilities = None,
            Stdout = File.OpenHandle(OutputPath(id), FileMode.Create, FileAccess.Write, FileShare.ReadWrite),
            Stderr = File.OpenHandle(OutputPath(id) + ".err", FileMode.Create, FileAccess.Write, FileShare.ReadWrite),
        };
    }

    public static ResolvedExec Exec(ResolvedLaunch launch, SafeHandle stdout, params string[] command) => new()
    {
        ExecId = Guid.NewGuid(),
        Container = launch.Id,
        Attempt = launch.Attempt,
        Spec = launch.Spec,
        Command = command,
        Environment = new Dictionary<string, string>(),
        WorkingDirectory = "/",
        Uid = launch.Uid,
        Gid = launch.Gid,
        Capabilities = launch.Capabilities,
        Stdout = stdout,
        Stderr = stdout,
    };

    public string Output(ResolvedLaunch launch) => File.ReadAllText(OutputPath(launch.Id));

    public string Errors(ResolvedLaunch launch) => File.ReadAllText(OutputPath(launch.Id) + ".err");

    public string OutputPath(Guid id) => Path.Combine(_root, id.ToString("N"));

    private static void Own(string path, uint owner) =>
        Kernel.Headers.Unistd.fchownat(Kernel.Headers.Fcntl.AT_FDCWD, path, owner, owner, 0).ShouldBe(0);
}
