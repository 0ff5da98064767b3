using System.Security.Cryptography;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class CopyTool : Tool
{
    private static readonly ToolOption NewName = new('N', "newname", "NEWNAME", "NEWNAME for the restored container");
    private static readonly ToolOption NewPath = new('p', "newpath", "NEWPATH", "NEWPATH for the container to be stored");
    private static readonly ToolOption Rename = new('R', "rename", null, "rename container");
    private static readonly ToolOption Snapshot = new('s', "snapshot", null, "create snapshot instead of clone");
    private static readonly ToolOption AllowRunning = new('a', "allowrunning", null, "allow snapshot creation even if source container is running");
    private static readonly ToolOption Foreground = new('F', "foreground", null, "start with current tty attached to /dev/console");
    private static readonly ToolOption Daemon = new('d', "daemon", null, "daemonize the container (default)");
    private static readonly ToolOption Ephemeral = new('e', "ephemeral", null, "start ephemeral container");
    private static readonly ToolOption Mount = new('m', "mount", "SPEC", "directory to mount into container, bind=/src-path[:/dst-path]");
    private static readonly ToolOption Backing = new('B', "backingstorage", "TYPE", "backingstorage type for the container");
    private static readonly ToolOption KeepData = new('D', "keepdata", null, "pass together with -e start a persistent snapshot");
    private static readonly ToolOption KeepName = new('K', "keepname", null, "keep the hostname of the original container");
    private static readonly ToolOption KeepMac = new('M', "keepmac", null, "keep the MAC address of the original container");

    public override string Name => "copy";

    public override string Summary => "lxc-copy clone a container";

    public override string Usage => "--name=NAME [-P lxcpath] -N newname [-p newpath] [-B backingstorage] [-s|-e|-R] [-K] [-M] [-- hook options]";

    public override IReadOnlyList<ToolOption> Options =>
        [NewName, NewPath, Rename, Snapshot, AllowRunning, Foreground, Daemon, Ephemeral, Mount, Backing, KeepData, KeepName, KeepMac];

    public override int Run(ToolCall call)
    {
        using var container = call.Open();
        if (container is null)
            return 1;
        if (!container.IsDefined)
            return call.Fail("Container is not defined");
        if (call.Get(NewName) is null && !call.Has(Ephemeral))
            return call.Fail("Error: You must specify a NEWNAME for the container");
        if (call.Has(Rename))
            return container.Rename(call.Get(NewName)!) ? 0 : call.Fail(container);
        var flags = (call.Has(KeepName) ? LxcCloneFlags.KeepName : 0) | (call.Has(KeepMac) ? LxcCloneFlags.KeepMacAddress : 0)
            | (call.Has(Snapshot) || call.Has(Ephemeral) ? LxcCloneFlags.Snapshot : 0)
            | (call.Has(AllowRunning) || call.Has(Ephemeral) ? LxcCloneFlags.AllowRunning : 0);
        var path = call.Get(NewPath) is { } given ? Path.GetFullPath(given) : call.LxcPath;
        using var copy = container.Clone(call.Get(NewName) ?? Unused(path, call.Name), path, flags, call.Get(Backing), hookArgs: call.Operands);
        if (copy is null)
            return call.Fail(container);
        return call.Has(Ephemeral) ? StartCopy(call, copy) : 0;
    }

    private static int StartCopy(ToolCall call, LxcContainer copy)
    {
        foreach (var mount in call.All(Mount))
        {
            if (!mount.StartsWith("bind=", StringComparison.Ordinal))
                return call.Fail($"-m {mount}: only bind=SOURCE[:TARGET] is done here");
            var places = mount["bind=".Length..].Split(':');
            if (!copy.SetConfigItem("lxc.mount.entry", $"{places[0]} {places[^1].TrimStart('/')} none bind,optional,create=dir 0 0"))
                return call.Fail(copy);
        }
        if ((!call.Has(KeepData) && !copy.SetConfigItem("lxc.ephemeral", "1")) || !copy.SaveConfig())
            return call.Fail(copy);
        copy.WantDaemonize(!call.Has(Foreground));
        if (!copy.Start())
        {
            var why = call.Fail(copy);
            copy.Destroy();
            return why;
        }
        call.Out.WriteLine($"Created {copy.Name} as {(call.Has(KeepData) ? "persistent " : "")}clone of {call.Name}");
        return call.Has(Foreground) ? WaitStatus.Code(copy.ErrorNum) : 0;
    }

    /// <summary>NAME_XXXXXX, as LXC makes them up.</summary>
    private static string Unused(string path, string name)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        while (true)
        {
            var made = $"{name}_{RandomNumberGenerator.GetString(letters, 6)}";
            if (!Directory.Exists(Path.Combine(path, made)))
                return made;
        }
    }
}
