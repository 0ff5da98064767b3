using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>Owners and permissions of a new group, as cgcreate(1) sets them.</summary>
internal sealed record CgroupOwnership(
    (uint Uid, uint Gid)? All, (uint Uid, uint Gid)? Tasks, UnixFileMode? DirectoryMode, UnixFileMode? FileMode, UnixFileMode? TasksMode)
{
    private static readonly Option OwnerOfAll = new("--admin", "-a", "UID:GID", "Owner of the group and all its files");
    private static readonly Option OwnerOfTasks = new("--tasks", "-t", "UID:GID", "Owner of the files that move processes");
    private static readonly Option Dperm = new("--dperm", "-d", "MODE", "Permissions of the group's directory, octal");
    private static readonly Option Fperm = new("--fperm", "-f", "MODE", "Permissions of its files, octal");
    private static readonly Option Tperm = new("--tperm", "-s", "MODE", "Permissions of the files that move processes, octal");

    /// <summary>What a delegatee of v2 needs besides the directory (cgroup-v2.rst, "Model of Delegation"); v1 has tasks.</summary>
    private static readonly string[] TaskFiles = ["tasks", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control"];

    public static IReadOnlyList<Option> Options { get; } = [OwnerOfAll, OwnerOfTasks, Dperm, Fperm, Tperm];

    public static CgroupOwnership Read(Arguments given, string verb) => new(
        Owner(given, OwnerOfAll, verb), Owner(given, OwnerOfTasks, verb), Mode(given, Dperm, verb), Mode(given, Fperm, verb), Mode(given, Tperm, verb));

    public void Apply(CgroupTree tree, string directory)
    {
        if (this == new CgroupOwnership(null, null, null, null, null))
            return;
        using var group = DirectoryHandle.Open(directory);
        var files = Directory.GetFiles(directory).Select(path => Path.GetFileName(path)).ToArray();
        if (FileMode is { } fileMode)
        {
            foreach (var file in files)
                File.SetUnixFileMode($"{directory}/{file}", fileMode);
        }
        if (DirectoryMode is { } directoryMode)
            File.SetUnixFileMode(directory, directoryMode);
        if (All is { } all)
        {
            group.ChangeOwner("", all.Uid, all.Gid);
            foreach (var file in files)
                group.ChangeOwner(file, all.Uid, all.Gid);
        }
        foreach (var file in TaskFiles.Where(file => files.Contains(file) && (file == "tasks" || file == "cgroup.procs" || tree.IsV2)))
        {
            if (Tasks is { } tasks)
                group.ChangeOwner(file, tasks.Uid, tasks.Gid);
            if (TasksMode is { } tasksMode)
                File.SetUnixFileMode($"{directory}/{file}", tasksMode);
        }
    }

    private static (uint, uint)? Owner(Arguments given, Option option, string verb)
    {
        if (given.Get(option) is not { } text)
            return null;
        return text.Split(':') is [var user, var group] && Id(user, "/etc/passwd") is { } uid && Id(group, "/etc/group") is { } gid
            ? (uid, gid)
            : throw new UsageException($"{option.Long} wants UID:GID, numbers or names of this machine, not '{text}'", verb);
    }

    private static uint? Id(string text, string accounts)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id == uint.MaxValue ? null : id;
        var fields = File.ReadLines(accounts).Select(line => line.Split(':')).FirstOrDefault(line => line.Length > 2 && line[0] == text);
        return fields is not null && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null;
    }

    private static UnixFileMode? Mode(Arguments given, Option option, string verb)
    {
        if (given.Get(option) is not { } text)
            return null;
        var mode = 0;
        foreach (var digit in text)
            mode = digit is >= '0' and <= '7' && mode < 0x1000 ? mode * 8 + (digit - '0') : int.MaxValue;
        return mode is >= 0 and <= 0xFFF && text.Length > 0
            ? (UnixFileMode)mode
            : throw new UsageException($"{option.Long} wants octal permissions such as 755, not '{text}'", verb);
    }
}
