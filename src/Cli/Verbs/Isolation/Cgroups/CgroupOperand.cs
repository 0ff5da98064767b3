using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>
/// <c>[CONTROLLER[,CONTROLLER]:]PATH</c>, as cgcreate's <c>-g</c>: a group in the hierarchies of the controllers, or in all.
/// </summary>
internal sealed record CgroupOperand(string Path, IReadOnlyList<string> Controllers, IReadOnlyList<CgroupTree> Trees)
{
    /// <summary>The directories of the group, there or not.</summary>
    public IEnumerable<(CgroupTree Tree, string Directory)> Directories =>
        Trees.Select(tree => (tree, Path.Length == 0 ? tree.MountPoint : $"{tree.MountPoint}/{Path}"));

    public static CgroupOperand Parse(string text, IReadOnlyList<CgroupTree> mounted, string verb)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        string[] controllers = colon <= 0 ? [] : text[..colon].Split(',');
        // cgcreate's star is all of them.
        if (controllers is ["*"])
            controllers = [];
        var path = (colon < 0 ? text : text[(colon + 1)..]).Trim('/');
        // Never out of the hierarchy (case E31).
        if (path.Split('/').Any(part => part is "." or ".." || (part.Length == 0 && path.Length > 0)) || path.Any(char.IsControl))
            throw new UsageException($"'{text}' is no path of a cgroup: no empty part, '.' or '..'", verb);
        foreach (var controller in controllers)
        {
            if (!mounted.Any(tree => Has(tree, controller)))
            {
                var known = mounted.SelectMany(tree => tree.Controllers).Append("v2").Distinct();
                throw new UsageException($"no mounted hierarchy has the controller '{controller}'; this machine has {string.Join(", ", known)}", verb);
            }
        }
        return new CgroupOperand(
            path, controllers,
            [.. mounted.Where(tree => controllers.Length == 0 ? !tree.Name.StartsWith("name=", StringComparison.Ordinal) : controllers.Any(name => Has(tree, name)))]);
    }

    /// <summary>Where a process is, hierarchy by hierarchy (/proc/PID/cgroup).</summary>
    public static IReadOnlyList<(CgroupTree Tree, string Directory)> OfProcess(int pid, IReadOnlyList<CgroupTree> mounted)
    {
        var text = CgroupFile.TryRead($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cgroup") ?? "";
        var found = new List<(CgroupTree Tree, string Directory)>();
        foreach (var (controllers, path) in GroupPaths.Parse(text))
        {
            if (mounted.FirstOrDefault(tree => controllers.Length == 0 ? tree.IsV2 : !tree.IsV2 && tree.Controllers.Order().SequenceEqual(controllers.Split(',').Order())) is { } tree)
                found.Add((tree, (tree.MountPoint + path).TrimEnd('/')));
        }
        return found;
    }

    private static bool Has(CgroupTree tree, string controller) =>
        tree.Controllers.Contains(controller) || (controller == "v2" && tree.IsV2);
}
