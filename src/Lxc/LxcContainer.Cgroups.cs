namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>A file of its cgroup, such as <c>memory.max</c>; null when it does not run or has no such file.</summary>
    public string? GetCgroupItem(string file) => Guard<string?>(null, () =>
        CgroupFile(file) is { } path ? File.ReadAllText(path) : null);

    /// <summary>Writes a file of its cgroup.</summary>
    public bool SetCgroupItem(string file, string value) => Guard(false, () =>
    {
        if (CgroupFile(file) is not { } path)
            return false;
        File.WriteAllText(path, value);
        return true;
    });

    private string? CgroupFile(string file)
    {
        var view = View;
        var path = view?.Pid is { } pid ? LxcCgroup.Find(pid, view.Id, file)
            : OfMonitor(monitor => monitor.Cgroup(LxcCgroup.Controller(file)), null) is { } group ? LxcCgroup.At(group, file) : null;
        if (path is null)
            Fail(IsRunning ? $"its cgroups have no file {file}" : $"{Name} is not running", IsRunning ? 1 : NotRunning);
        return path;
    }
}
