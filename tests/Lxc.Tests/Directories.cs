using System.Runtime.CompilerServices;

namespace Orchestrator.Lxc.Tests;

/// <summary>A directory of containers of its own, and no daemon: what is asked here starts none.</summary>
internal sealed class Directories : IDisposable
{
    private static readonly string Root = Directory.CreateTempSubdirectory("lxc-tests-").FullName;

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Root, Guid.NewGuid().ToString("N"))).FullName;

    [ModuleInitializer]
    internal static void WithoutDaemon()
    {
        Environment.SetEnvironmentVariable("ORCH_ROOT", System.IO.Path.Combine(Root, "none"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Root, recursive: true);
    }

    /// <summary>A container with a root in which one file lies.</summary>
    public LxcContainer Make(string name, string more = "")
    {
        var root = System.IO.Path.Combine(Path, name, "rootfs");
        Directory.CreateDirectory(System.IO.Path.Combine(root, "etc"));
        File.WriteAllText(System.IO.Path.Combine(root, "etc/hostname"), name + "\n");
        File.WriteAllText(System.IO.Path.Combine(Path, name, "config"), $"lxc.rootfs.path = dir:{root}\nlxc.uts.name = {name}\n{more}");
        return new LxcContainer(name, Path);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
