using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// Starts a program in a session of its own, with stdin from /dev/null and its output in a file, so that it lives on
/// when its starter's terminal goes.
/// </summary>
public static unsafe class DetachedProcess
{
    private const int WriteOnlyCreateAppend = 0x1 | 0x40 | 0x400;
    private const int NoHang = 1;

    /// <returns>The pid.</returns>
    /// <exception cref="SystemCallException">posix_spawn(3) failed.</exception>
    public static int Start(string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string output)
    {
        byte* attributes = stackalloc byte[Spawn.AttributeSize];
        byte* actions = stackalloc byte[Spawn.FileActionsSize];
        byte* signals = stackalloc byte[Spawn.SignalSetSize];
        Spawn.posix_spawnattr_init(attributes);
        Spawn.posix_spawn_file_actions_init(actions);
        try
        {
            // No signal blocked, and none ignored: .NET ignores SIGPIPE, and that would survive exec.
            new Span<byte>(signals, Spawn.SignalSetSize).Clear();
            Spawn.posix_spawnattr_setsigmask(attributes, signals);
            new Span<byte>(signals, Spawn.SignalSetSize).Fill(0xff);
            Spawn.posix_spawnattr_setsigdefault(attributes, signals);
            Spawn.posix_spawnattr_setflags(
                attributes, Spawn.POSIX_SPAWN_SETSID | Spawn.POSIX_SPAWN_SETSIGMASK | Spawn.POSIX_SPAWN_SETSIGDEF);
            Spawn.posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0);
            Spawn.posix_spawn_file_actions_addopen(actions, 1, output, WriteOnlyCreateAppend, 0b110_000_000);
            Spawn.posix_spawn_file_actions_adddup2(actions, 1, 2);
            using var argv = new StringVector([path, .. arguments]);
            using var envp = new StringVector([.. environment.Select(e => $"{e.Key}={e.Value}")]);
            var error = Spawn.posix_spawn(out var pid, path, actions, attributes, argv.Pointer, envp.Pointer);
            return error == 0 ? pid : throw new SystemCallException("posix_spawn", error, path);
        }
        finally
        {
            Spawn.posix_spawn_file_actions_destroy(actions);
            Spawn.posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>True once the child of this process has ended; it is then reaped.</summary>
    public static bool HasEnded(int pid, out int status) => Spawn.waitpid(pid, out status, NoHang) != 0;
}
