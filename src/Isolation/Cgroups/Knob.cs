using System.Buffers.Text;
using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>One value for one cgroup file.</summary>
/// <param name="Parent">The node's parent cgroup in the file's hierarchy.</param>
internal readonly record struct Knob(DirectoryHandle Parent, string File, byte[] Value)
{
    /// <summary>A kernel that lacks the file needs it not.</summary>
    public bool Optional { get; init; }

    /// <summary>Tried again after the others: it depends on the order in which they stand now.</summary>
    public bool Again { get; init; }

    /// <summary>For a file of lines, the word that the line begins with.</summary>
    public string? Key { get; init; }

    /// <summary>The line is read with its key and written without.</summary>
    public bool KeyIsReadOnly { get; init; }

    /// <summary>What takes the line away where there was none.</summary>
    public string? Unset { get; init; }

    public static Knob Of(DirectoryHandle parent, string file, long value)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, text, out var length);
        return new Knob(parent, file, text[..length].ToArray());
    }

    public static Knob Of(DirectoryHandle parent, string file, string value) => new(parent, file, Encoding.UTF8.GetBytes(value));

    /// <summary>-1 as v2 writes it.</summary>
    public static Knob OrMax(DirectoryHandle parent, string file, long value) =>
        value < 0 ? new Knob(parent, file, "max"u8.ToArray()) : Of(parent, file, value);

    /// <summary>0, or errno.</summary>
    public int Write(string group) => Parent.TryWrite($"{group}/{File}", Value);

    /// <summary>What puts the present value back; empty when it cannot be read.</summary>
    public IReadOnlyList<Knob> Undo(string group)
    {
        return Parent.TryReadText($"{group}/{File}", out _) is { } text ? UndoOf(text) : [];
    }

    /// <summary>What puts back a value that was read.</summary>
    public IReadOnlyList<Knob> UndoOf(string text)
    {
        text = text.TrimEnd('\n');
        if (Key is { } key)
        {
            var line = text.Split('\n').FirstOrDefault(line => line == key || line.StartsWith(key + " ", StringComparison.Ordinal));
            if (line is not null && KeyIsReadOnly)
                line = line[key.Length..].Trim();
            return (line ?? Unset) is { } old ? [Of(Parent, File, old)] : [];
        }
        // An empty value is a line break to the kernel, since a write of no bytes does nothing.
        var (parent, file) = (Parent, File);
        return [.. text.Split('\n').Select(line => Of(parent, file, line.Length == 0 ? "\n" : line))];
    }

    /// <summary>A sentence that names the file, the value and the errno.</summary>
    public string Refused(int errno)
    {
        var value = Encoding.UTF8.GetString(Value);
        return errno switch
        {
            Errno.EBUSY => $"The kernel refused {File} = {value}: the container uses more than that now (EBUSY). "
                + "Choose a higher limit, or stop the container first.",
            Errno.ENOENT => $"The kernel has no {File} for this container (ENOENT): the controller is not enabled on this host, "
                + "or the container's cgroup is gone.",
            Errno.ENODEV or Errno.ENXIO => $"The kernel refused {File} = {value}: there is no such device that it could limit "
                + $"({Errno.Name(errno)}). Name a whole disk, not a partition (lsblk shows them).",
            Errno.EINVAL or Errno.ERANGE => $"The kernel refused {File} = {value}: {Errno.Name(errno)} ({Errno.Describe(errno)}). "
                + "The value is outside of what this file or a group above allows.",
            _ => $"The kernel refused {File} = {value}: {Errno.Name(errno)} ({Errno.Describe(errno)}).",
        };
    }
}
