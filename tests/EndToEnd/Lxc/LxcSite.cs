using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>A directory of LXC's containers on a daemon of its own, and LXC's commands as they are typed there.</summary>
internal sealed class LxcSite(OrchRoot root)
{
    public OrchRoot Root => root;

    /// <summary>Named in the commands by <c>$P</c>.</summary>
    public string Containers { get; } = Directory.CreateDirectory(Path.Combine(root.Folder, "containers")).FullName;

    public string Files(string name) => Path.Combine(Containers, name, "rootfs");

    public Task<CliResult> Type(string line) => Type([], line);

    /// <summary>A line of a shell that finds our commands first.</summary>
    public Task<CliResult> Type(Dictionary<string, string> more, string line) => root.ToolWith(
        new Dictionary<string, string>(more) { ["PATH"] = $"{Binaries.Directory}:{root.Variables["PATH"]}", ["P"] = Containers },
        TimeSpan.FromMinutes(2), "/bin/sh", "-c", line);

    /// <summary>A container whose system sleeps.</summary>
    public string Make(string name, string more = "", string init = "/bin/sleep 3600")
    {
        Fill(Files(name));
        var config = Path.Combine(Containers, name, "config");
        File.WriteAllText(config, $"lxc.rootfs.path = dir:{Files(name)}\nlxc.uts.name = {name}\nlxc.init.cmd = {init}\nlxc.mount.auto = proc sys\n{more}");
        return config;
    }

    /// <summary>A tree with a busybox.</summary>
    public static void Fill(string files)
    {
        foreach (var folder in (string[])["bin", "proc", "sys", "dev", "tmp", "etc"])
            Directory.CreateDirectory(Path.Combine(files, folder));
        File.Copy("/bin/busybox", Path.Combine(files, "bin/busybox"));
        foreach (var applet in (string[])["sh", "sleep", "touch", "echo", "kill", "cat", "grep", "id", "ls", "hostname", "test", "true", "mount"])
            File.CreateSymbolicLink(Path.Combine(files, "bin", applet), "busybox");
    }

    /// <summary>Types of the events of one container, oldest first.</summary>
    public async Task<List<string>> Steps(string engineName) =>
        [.. (await root.Events(engineName)).Select(e => e.GetProperty("type").GetString()!)];

    /// <summary>What the engine calls a container of this directory.</summary>
    public async Task<string> EngineName(string name)
    {
        var all = (await root.Orch("ps", "-a", "--format", "json")).Ok().Json;
        return all.EnumerateArray().Select(view => view.GetProperty("name").GetString()!).Single(known => known.StartsWith($"{name}+lxc", StringComparison.Ordinal));
    }
}
