using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>Gives a volume and everything in it a label, as <c>:z</c> and <c>:Z</c> ask.</summary>
internal static class Relabelling
{
    public const string Attribute = "security.selinux";

    private static readonly ExtendedAttribute Label = new(Attribute);

    /// <summary>Whoever relabels these takes the host apart (the list of Moby and Podman, opencontainers/selinux).</summary>
    private static readonly string[] Never =
    [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/lost+found", "/media", "/mnt",
        "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/lib64", "/usr/local",
        "/usr/sbin", "/usr/share", "/var", "/var/cache", "/var/lib", "/var/log", "/var/run", "/var/spool", "/var/tmp",
    ];

    public static string? Check(string source)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        return Never.Contains(full)
            ? $"The volume {source} belongs to the system; giving all of it a container's label would stop other programs. Take a folder of its own, or leave :z and :Z out."
            : null;
    }

    /// <exception cref="SystemCallException">E.g. the file system has no labels.</exception>
    /// <param name="onlyIfOther">Not when the source itself has the label already.</param>
    public static void Apply(string source, string label, bool onlyIfOther = false)
    {
        var value = Encoding.UTF8.GetBytes(label + "\0");
        if (onlyIfOther && Label.Get(source) is { } has && has.AsSpan().TrimEnd((byte)0).SequenceEqual(value.AsSpan(0, value.Length - 1)))
            return;
        using var top = File.Exists(source) && !Directory.Exists(source) ? null : DirectoryHandle.Open(source);
        if (top is null)
        {
            using var folder = DirectoryHandle.Open(Path.GetDirectoryName(Path.GetFullPath(source))!);
            Set(folder, Path.GetFileName(source), source, value);
            return;
        }
        Set(top, ".", source, value);
        Below(top, source, value);
    }

    public static void Apply(DirectoryHandle folder, string name, string label) =>
        Set(folder, name, "", Encoding.UTF8.GetBytes(label + "\0"));

    /// <summary>Links are labelled themselves and not followed; the tree may be changed by a container meanwhile.</summary>
    private static void Below(DirectoryHandle folder, string shown, byte[] value)
    {
        foreach (var name in folder.Names())
        {
            Set(folder, name, shown, value);
            using var below = folder.TryOpenDirectory(name, out _);
            if (below is not null)
                Below(below, $"{shown}/{name}", value);
        }
    }

    private static unsafe void Set(DirectoryHandle folder, string name, string shown, byte[] value)
    {
        // /proc/self/fd/N/NAME: no system call sets an attribute of a link by descriptor before setxattrat (Linux 6.13).
        var path = $"/proc/self/fd/{folder.Number}/{name}";
        int result;
        // SAFETY: the array is pinned for the length of the call.
        fixed (byte* pointer = value)
            result = SysXattr.lsetxattr(path, Attribute, pointer, (nuint)value.Length, 0);
        var errno = Marshal.GetLastPInvokeError();
        if (result != 0 && errno != Errno.ENOENT)
            throw new SystemCallException("lsetxattr", errno, $"Giving {shown}/{name} the SELinux label {Encoding.UTF8.GetString(value).TrimEnd('\0')}");
    }
}
