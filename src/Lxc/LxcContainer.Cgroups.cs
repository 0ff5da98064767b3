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
        if (View is not { Pid: { } pid } view)
        {
            Fail($"{Name} is not running", NotRunning);
            return null;
        }
        if (LxcCgroup.Find(pid, view.Id, file) is { } path)
            return path;
        Fail($"its cgroups have no file {file}");
        return null;
    }
}
