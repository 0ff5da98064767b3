using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>A directory of containers, for our commands and for LXC's own.</summary>
internal sealed class LxcFolder(OrchRoot root, string path)
{
    public string Path => Directory.CreateDirectory(path).FullName;

    /// <summary>Where LXC keeps its locks and its monitor's pipe of this directory.</summary>
    private string[] OfLxc => ["/run/lxc/lock" + path, "/run/lxc" + path];

    /// <summary>Skips the test where Debian's commands are not installed.</summary>
    public static void NeedLxc() => Assert.SkipUnless(File.Exists("/usr/bin/lxc-start"), "Debian's package lxc is not installed");

    /// <summary>One of our commands.</summary>
    public Task<CliResult> Ours(string tool, params string[] words) =>
        root.Tool(System.IO.Path.Combine(Binaries.Directory, "orch-lxc"), [tool, "-P", Path, .. words]);

    /// <summary>One of LXC's own.</summary>
    public Task<CliResult> Real(string tool, params string[] words) => root.Tool("/usr/bin/lxc-" + tool, ["-P", Path, .. words]);

    /// <summary>A container whose system sleeps.</summary>
    public void Make(string name, string more = "")
    {
        var files = System.IO.Path.Combine(Path, name, "rootfs");
        foreach (var folder in (string[])["bin", "proc", "sys", "dev", "tmp"])
            Directory.CreateDirectory(System.IO.Path.Combine(files, folder));
        File.Copy("/bin/busybox", System.IO.Path.Combine(files, "bin/busybox"));
        foreach (var applet in (string[])["sh", "sleep", "touch", "echo", "cat"])
            File.CreateSymbolicLink(System.IO.Path.Combine(files, "bin", applet), "busybox");
        File.WriteAllText(
            System.IO.Path.Combine(Path, name, "config"),
            $"lxc.rootfs.path = dir:{files}\nlxc.uts.name = {name}\nlxc.init.cmd = /bin/sleep 3600\nlxc.mount.auto = proc\nlxc.net.0.type = empty\nlxc.apparmor.profile = unchanged\n{more}");
    }

    /// <summary>LXC's commands leave their locks behind.</summary>
    public void Forget()
    {
        foreach (var folder in OfLxc.Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }
}
