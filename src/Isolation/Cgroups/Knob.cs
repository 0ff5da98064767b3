using System.Buffers.Text;
using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Writes one value to one cgroup file.</summary>
internal static class Knob
{
    /// <summary>Null, or a sentence that names the file, the value and the errno.</summary>
    public static string? Set(DirectoryHandle parent, string group, string file, long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        return Set(parent, group, file, text[..length]);
    }

    public static string? Set(DirectoryHandle parent, string group, string file, ReadOnlySpan<byte> value)
    {
        var errno = parent.TryWrite($"{group}/{file}", value);
        return errno == 0 ? null : Refused(file, Encoding.UTF8.GetString(value), errno);
    }

    private static string Refused(string file, string value, int errno) => errno switch
    {
        Errno.EBUSY => $"The kernel refused {file} = {value}: the container uses more than that now (EBUSY). "
            + "Choose a higher limit, or stop the container first.",
        Errno.ENOENT => $"The kernel has no {file} for this container (ENOENT): the controller is not enabled on this host, "
            + "or the container's cgroup is gone.",
        _ => $"The kernel refused {file} = {value}: {Errno.Name(errno)} ({Errno.Describe(errno)}).",
    };
}
