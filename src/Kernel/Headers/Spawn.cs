using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>spawn.h: posix_spawn(3). Attribute and action objects are opaque; glibc's need 336 and 80 bytes.</summary>
public static unsafe partial class Spawn
{
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSID = 0x80;

    public const int AttributeSize = 336;
    public const int FileActionsSize = 80;
    public const int SignalSetSize = 128;

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(byte* attr);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(byte* attr);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(byte* attr, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(byte* attr, byte* set);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(byte* attr, byte* set);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int oflag, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int newfd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn(out int pid, string path, byte* actions, byte* attr, byte** argv, byte** envp);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, out int status, int options);
}
