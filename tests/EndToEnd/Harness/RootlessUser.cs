using System.Globalization;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>
/// An ordinary user with ranges of ids, who exists only in the mount namespace of each command: copies of /etc/passwd,
/// group, subuid and subgid are bound over the real ones there, so nothing of it can be left on the machine.
/// </summary>
internal sealed class RootlessUser : IAsyncDisposable
{
    /// <summary>In no range that distributions give to users or services.</summary>
    public const uint Uid = 60_577;

    private const uint FirstSubordinate = 1_900_000_000;

    /// <summary>$0 is the folder of the files, $1 the uid, $2 the groups to move to; the rest is the command.</summary>
    private const string Become = """
        for name in passwd group subuid subgid; do mount --bind "$0/$name" "/etc/$name"; done
        uid=$1; for group in $2; do echo $$ >"$group/cgroup.procs"; done; shift 2
        exec setpriv --reuid="$uid" --regid="$uid" --clear-groups -- "$@"
        """;

    private readonly List<string> _cgroups = [];

    private RootlessUser(OrchRoot root) => Root = root;

    public OrchRoot Root { get; }

    private string Files => Path.Combine(Root.Folder, "files");

    public string Home => Path.Combine(Root.Folder, "home");

    /// <param name="ranges">Without them only the own id can be mapped.</param>
    public static async Task<RootlessUser> MakeAsync(bool ranges = true)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to become an ordinary user");
        foreach (var needed in (string[])["/usr/bin/newuidmap", "/etc/subuid", "/etc/subgid"])
            Assert.SkipUnless(File.Exists(needed), $"{needed} is not there (package uidmap)");
        // Not below TMPDIR, which may be closed to other users.
        var user = new RootlessUser(new OrchRoot($"/tmp/orch-rootless-{Guid.NewGuid().ToString("N")[..8]}"));
        Directory.CreateDirectory(user.Files);
        foreach (var name in (string[])["passwd", "group", "subuid", "subgid"])
            File.Copy($"/etc/{name}", Path.Combine(user.Files, name));
        File.AppendAllText(Path.Combine(user.Files, "passwd"), $"orchtest:x:{Uid}:{Uid}::{user.Home}:/bin/sh\n");
        File.AppendAllText(Path.Combine(user.Files, "group"), $"orchtest:x:{Uid}:\n");
        foreach (var name in ranges ? (string[])["subuid", "subgid"] : [])
            user.Give(name, "orchtest", FirstSubordinate, 65_536);
        (await user.Root.Tool("/bin/chown", "-R", Uid.ToString(CultureInfo.InvariantCulture), user.Root.Folder)).Ok();
        var readable = await user.Run(Binaries.Orch, "version");
        if (readable.Error.Contains("Permission denied", StringComparison.Ordinal))
        {
            await user.DisposeAsync();
            Assert.Skip($"{Binaries.Directory} is closed to other users");
        }
        return user;
    }

    public void Give(string file, string name, uint first, uint count) =>
        File.AppendAllText(Path.Combine(Files, file), $"{name}:{first}:{count}\n");

    /// <summary>Gives the user a cgroup in every hierarchy; commands from now on run in it.</summary>
    public async Task DelegateAsync()
    {
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var parts = line.Split(" - ");
            var mount = parts[0].Split(' ')[4];
            if (parts[1].Split(' ')[0] is not ("cgroup" or "cgroup2") || mount.EndsWith("/systemd", StringComparison.Ordinal) || mount.EndsWith("/cpuset", StringComparison.Ordinal))
                continue;
            var group = Path.Combine(mount, Path.GetFileName(Root.Folder));
            Directory.CreateDirectory(group);
            _cgroups.Add(group);
            (await Root.Tool("/bin/chown", "-R", Uid.ToString(CultureInfo.InvariantCulture), group)).Ok();
        }
    }

    public Task<CliResult> Orch(params string[] arguments) => Run(Binaries.Orch, arguments);

    public Task<CliResult> OrchWith(Dictionary<string, string> more, params string[] arguments) =>
        As(Uid, more, [Binaries.Orch, .. arguments]);

    public Task<CliResult> Run(string program, params string[] arguments) => As(Uid, [], [program, .. arguments]);

    /// <summary>As another user, who is a stranger here.</summary>
    public Task<CliResult> As(uint uid, Dictionary<string, string> more, params string[] command) => Root.ToolWith(
        new Dictionary<string, string>(more) { ["HOME"] = Home }, Clock.Long, "/usr/bin/unshare",
        ["--mount", "--propagation", "private", "--", "/bin/sh", "-euc", Become, Files, uid.ToString(CultureInfo.InvariantCulture),
            string.Join(' ', _cgroups), .. command]);

    public async ValueTask DisposeAsync()
    {
        await Orch("daemon", "--stop", "--with-containers");
        await Root.DisposeAsync();
        foreach (var group in _cgroups)
            Remove(group);
    }

    private static void Remove(string group)
    {
        foreach (var child in Directory.EnumerateDirectories(group))
            Remove(child);
        Directory.Delete(group);
    }
}
