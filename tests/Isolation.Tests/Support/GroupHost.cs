using System.Diagnostics;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A node of one test with its groups and the processes in them; everything is gone afterwards.</summary>
internal sealed class GroupHost : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<Process> _processes = [];
    private readonly List<string> _groups = [];

    public GroupHost(CgroupMounts mounts) =>
        Node = CgroupNode.Open(mounts, $"orch-test-{Guid.NewGuid():N}", 100, TimeProvider.System);

    public CgroupNode Node { get; }

    public static GroupHost Usual() => new(Needs.Cgroups());

    /// <summary>As on a host without a v2 tree.</summary>
    public static GroupHost V1()
    {
        var mounts = Needs.Cgroups();
        Assert.SkipUnless(mounts.V1.ContainsKey("freezer"), "this host has no v1 freezer hierarchy");
        return new GroupHost(mounts with { V2 = null });
    }

    public static GroupHost Of(string layout) => layout == "v1" ? V1() : Usual();

    public ContainerCgroup Create(ResourceLimits? limits = null)
    {
        var group = CgroupNode.GroupName(Guid.NewGuid(), 1);
        _groups.Add(group);
        var cgroup = Node.Create(group);
        cgroup.Apply(limits ?? new ResourceLimits()).ShouldBeNull();
        return cgroup;
    }

    /// <summary>A shell that is moved into the group before it is told to become the command.</summary>
    public Process Start(ContainerCgroup cgroup, params string[] command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "read go; exec \"$@\"", "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        _processes.Add(process);
        foreach (var directory in Directories(cgroup))
            File.WriteAllText(Path.Combine(directory, "cgroup.procs"), $"{process.Id}");
        process.StandardInput.WriteLine();
        return process;
    }

    /// <summary>Where the group is, hierarchy by hierarchy.</summary>
    public IEnumerable<string> Directories(ContainerCgroup cgroup) =>
        Node.Hierarchies.MountPoints().Select(mount => Path.Combine(mount, Node.Parent, cgroup.Group)).Where(Directory.Exists);

    /// <summary>The file's text without its last line break, from whichever hierarchy has it; null when none does.</summary>
    public string? Read(ContainerCgroup cgroup, string file) =>
        Directories(cgroup).Select(directory => Path.Combine(directory, file)).Where(File.Exists).Select(path => File.ReadAllText(path).Trim()).FirstOrDefault();

    public bool HasV1(string controller) => Node.Hierarchies.Mounts.V1.ContainsKey(controller);

    public static async Task Eventually(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Limit);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var group in _groups)
        {
            await Node.Killer.KillAsync(group, default);
            (await Node.RemoveAsync(group, Limit, TimeProvider.System, default)).ShouldBeNull();
        }
        foreach (var process in _processes)
            process.Dispose();
        Node.List().ShouldBeEmpty();
        Node.TryRemoveParent().ShouldBeTrue();
        Node.Dispose();
    }
}
