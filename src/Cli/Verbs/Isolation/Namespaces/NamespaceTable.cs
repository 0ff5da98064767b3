using System.Globalization;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Namespaces;

/// <summary>All namespaces that processes are in, with the owners and parents that these lead to.</summary>
internal sealed class NamespaceTable
{
    public static readonly string[] Kinds = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"];

    private readonly Dictionary<(string Type, ulong Ns), NamespaceView> _all = [];

    /// <summary>In the order of the tree: each user namespace, what it owns, then its children.</summary>
    public static IReadOnlyList<NamespaceView> Read(CancellationToken cancel)
    {
        var table = new NamespaceTable();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            cancel.ThrowIfCancellationRequested();
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                table.AddProcess(pid, directory);
        }
        return table.Tree();
    }

    /// <summary>The number of a process's namespace, or null.</summary>
    public static ulong? Of(string process, string type)
    {
        try
        {
            // As in net:[4026531840].
            return new FileInfo($"{process}/ns/{type}").LinkTarget is { } link
                && ulong.TryParse(link.AsSpan(type.Length + 2).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private void AddProcess(int pid, string process)
    {
        foreach (var type in Kinds)
        {
            if (Of(process, type) is not { } number)
                continue;
            if (!_all.TryGetValue((type, number), out var view))
            {
                using var handle = NamespaceHandle.TryOpen($"{process}/ns/{type}", out _);
                if (handle is null)
                    continue;
                view = Add(type, handle);
            }
            view.Processes++;
            if (view.Pid is { } lowest && lowest < pid)
                continue;
            view.Pid = pid;
            view.Command = Command(process);
        }
    }

    /// <summary>Also what it leads to: the owners, and for user and pid namespaces the parents.</summary>
    private NamespaceView Add(string type, NamespaceHandle handle)
    {
        var number = handle.Inode;
        if (_all.TryGetValue((type, number), out var known))
            return known;
        var view = new NamespaceView { Ns = number, Type = type };
        _all.Add((type, number), view);
        using var owner = handle.Owner();
        if (owner is not null)
            view.Owner = Add("user", owner).Ns;
        if (type is "user" or "pid")
        {
            using var parent = handle.Parent();
            if (parent is not null)
                view.Parent = Add(type, parent).Ns;
        }
        if (type == "user")
            view.OwnerUid = handle.OwnerUid();
        return view;
    }

    private static string? Command(string process)
    {
        try
        {
            var words = File.ReadAllText($"{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 0 ? string.Join(' ', words) : $"[{File.ReadAllText($"{process}/comm").Trim()}]";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private List<NamespaceView> Tree()
    {
        var ordered = new List<NamespaceView>(_all.Count);
        var users = _all.Values.Where(view => view.Type == "user").OrderBy(view => view.Ns).ToArray();
        void Down(NamespaceView user, int depth)
        {
            user.Depth = depth;
            ordered.Add(user);
            var owned = _all.Values.Where(view => view.Type != "user" && view.Owner == user.Ns);
            foreach (var view in owned.OrderBy(view => view.Type, StringComparer.Ordinal).ThenBy(view => view.Ns))
            {
                view.Depth = depth + 1;
                ordered.Add(view);
            }
            foreach (var child in users.Where(view => view.Parent == user.Ns))
                Down(child, depth + 1);
        }
        foreach (var root in users.Where(view => view.Parent is null))
            Down(root, 0);
        // Of owners outside our own user namespace.
        ordered.AddRange(_all.Values.Where(view => view.Type != "user" && view.Owner is null).OrderBy(view => view.Type, StringComparer.Ordinal));
        return ordered;
    }
}
