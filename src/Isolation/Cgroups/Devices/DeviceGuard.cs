using System.Text;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>
/// The device policy of a node's containers. Where there is a v2 tree, one program on their parent, which costs a start
/// nothing, and on the group of a container with rules of its own another in its place; a hybrid host has that tree too.
/// Where there is none, or the kernel takes no programs, the devices controller of v1.
/// </summary>
internal sealed class DeviceGuard : IDisposable
{
    /// <summary>Most containers have the same rules, if any: the kernel checks a program for 0.1 ms.</summary>
    private const int MostKept = 32;

    private static readonly DevicePolicy Usual = DevicePolicy.Of([], []);

    private readonly CgroupHierarchies _on;
    private readonly bool _byProgram;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeviceFilter> _kept = new(StringComparer.Ordinal);

    public DeviceGuard(CgroupHierarchies on)
    {
        _on = on;
        var refused = on.V2 is null ? "there is no cgroup v2 tree" : Put(Usual, on.V2);
        _byProgram = refused is null;
        if (refused is not null && !on.Mounts.V1.ContainsKey("devices"))
            Problem = refused + ", and no v1 hierarchy of devices is mounted";
    }

    /// <summary>Null when a policy is in force, else why not.</summary>
    public string? Problem { get; }

    /// <summary>Whether every container has to be in the v1 hierarchy of devices.</summary>
    public bool NeedsV1 => !_byProgram && Problem is null;

    /// <summary>Null, or what stands in the way of a policy of the container's own.</summary>
    public string? Check(IReadOnlyList<DeviceNodeSpec> nodes, IReadOnlyList<DeviceRuleSpec> rules) =>
        Problem is null || nodes.Count + rules.Count == 0
            ? null
            : $"This host cannot keep device rules: {Problem}. Leave --device and --device-cgroup-rule out.";

    /// <summary>Puts the policy of a group in force, in place of the one before. Null, or what the kernel refused.</summary>
    public string? Apply(string group, IReadOnlyList<DeviceNodeSpec> nodes, IReadOnlyList<DeviceRuleSpec> rules)
    {
        if (Problem is not null)
            return Check(nodes, rules);
        // What the parent says holds for a group that has nothing of its own; but one that had keeps that.
        if (_byProgram && nodes.Count + rules.Count == 0)
            return null;
        var policy = DevicePolicy.Of(nodes, rules);
        return _byProgram ? Program(group, policy) : Lines(group, policy);
    }

    /// <summary>For a group that lives: its processes must not meet a moment in which nothing is allowed.</summary>
    public string? Change(
        string group, IReadOnlyList<DeviceNodeSpec> nodes, IReadOnlyList<DeviceRuleSpec> before,
        IReadOnlyList<DeviceRuleSpec> change, IReadOnlyList<DeviceRuleSpec> after)
    {
        if (Problem is not null || _byProgram)
            return Apply(group, nodes, after);
        if (_on.Find("devices", out _, out var problem) is not { } parent)
            return problem;
        foreach (var rule in change)
        {
            var file = rule.Allow ? "devices.allow" : "devices.deny";
            var errno = parent.TryWrite($"{group}/{file}", Encoding.ASCII.GetBytes(rule.ToString()));
            if (errno != 0)
            {
                var refused = $"The kernel refused {file} = {rule}: {Errno.Name(errno)} ({Errno.Describe(errno)}).";
                return Lines(group, DevicePolicy.Of(nodes, before)) is { } stuck ? $"{refused} {stuck}" : refused;
            }
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var filter in _kept.Values)
            filter.Dispose();
    }

    private string? Program(string group, DevicePolicy policy)
    {
        using var directory = _on.V2!.TryOpenDirectory(group, out var errno);
        return directory is null ? $"The container's cgroup cannot be opened ({Errno.Name(errno)})." : Put(policy, directory);
    }

    private string? Put(DevicePolicy policy, DirectoryHandle group)
    {
        lock (_gate)
        {
            var key = string.Join('\n', policy.ForV1());
            if (!_kept.TryGetValue(key, out var filter))
            {
                filter = DeviceFilter.TryLoad(DeviceProgram.Assemble(policy), out var errno);
                if (filter is null)
                    return Refused(errno);
                if (_kept.Count >= MostKept)
                {
                    var (old, unused) = _kept.First();
                    _kept.Remove(old);
                    unused.Dispose();
                }
                _kept[key] = filter;
            }
            var attached = filter.TryAttach(group);
            return attached == 0 ? null : Refused(attached);
        }
    }

    private string? Lines(string group, DevicePolicy policy)
    {
        if (_on.Find("devices", out _, out var problem) is not { } parent)
            return problem;
        foreach (var (file, line) in policy.ForV1())
        {
            var errno = parent.TryWrite($"{group}/{file}", Encoding.ASCII.GetBytes(line));
            if (errno != 0)
                return $"The kernel refused {file} = {line}: {Errno.Name(errno)} ({Errno.Describe(errno)}).";
        }
        return null;
    }

    private static string Refused(int errno) => $"the kernel refuses the program: {Errno.Name(errno)} ({Errno.Describe(errno)})";
}
