using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Identity;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.Startup.Rootless;

/// <summary>
/// A daemon started by an ordinary user becomes root of a user namespace: this program is replaced by the launcher's, which
/// makes that namespace and executes the daemon in it.
/// </summary>
internal static class RootlessEntry
{
    private const int CannotStart = 125;
    private static readonly string[] Places = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"];

    /// <summary>Returns for root only, be it that of the host or of such a namespace.</summary>
    /// <exception cref="StartException">It cannot be done; the message says why and what to do.</exception>
    public static void Enter(RootLayout layout, IReadOnlyList<string> words)
    {
        if (Environment.IsPrivilegedProcess)
            return;
        var launcher = LauncherProgram.Find();
        // The search for what an earlier daemon left begins in this folder.
        Directory.CreateDirectory(layout.Run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (uid, gid) = (Unistd.getuid(), Unistd.getgid());
        var (uids, gids, helpers) = Ranges(uid);
        var self = Environment.ProcessPath ?? Path.Combine(AppContext.BaseDirectory, "orchd");
        throw new StartException(Execution.Replace(launcher,
        [
            "--rootless", layout.Run, Map(uid, uids), Map(gid, gids),
            helpers?.Uid ?? "-", helpers?.Gid ?? "-", self, .. words,
        ]).Message, CannotStart);
    }

    private static (IReadOnlyList<SubordinateIds> Uids, IReadOnlyList<SubordinateIds> Gids, (string Uid, string Gid)? Helpers) Ranges(uint uid)
    {
        var user = UserNames.Of(uid);
        var uids = SubordinateIds.Find("/etc/subuid", user, uid);
        var gids = SubordinateIds.Find("/etc/subgid", user, uid);
        if (uids.Count == 0 && gids.Count == 0)
            return ([], [], null); // one id only: nothing is there to be mapped by the helpers
        if (uids.Count == 0 || gids.Count == 0)
        {
            var (has, lacks) = uids.Count == 0 ? ("/etc/subgid", "/etc/subuid") : ("/etc/subuid", "/etc/subgid");
            throw new StartException(
                $"{has} has a range of ids for {user ?? $"uid {uid}"}, but {lacks} has none. The administrator can give one to both: "
                + $"usermod --add-subuids FIRST-LAST --add-subgids FIRST-LAST {user ?? "NAME"} (65,536 ids that nobody has)", CannotStart);
        }
        return (uids, gids, (Helper("newuidmap"), Helper("newgidmap")));
    }

    private static string Helper(string name) =>
        Places.Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists)
        ?? throw new StartException(
            $"{name} is not installed, and without it the ids of /etc/subuid and /etc/subgid cannot be used. "
            + "Install it (Debian, Ubuntu: apt-get install uidmap; Fedora: shadow-utils).", CannotStart);

    /// <summary>The user is root; all else follows without a gap.</summary>
    private static string Map(uint own, IReadOnlyList<SubordinateIds> ranges)
    {
        var map = $"0 {own} 1";
        var inside = 1u;
        foreach (var range in ranges)
        {
            map += $",{inside} {range.First} {range.Count}";
            inside += range.Count;
        }
        return map;
    }
}
