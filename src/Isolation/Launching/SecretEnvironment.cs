using System.Text;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>The values of secret variables, read when they are needed and kept nowhere.</summary>
internal static class SecretEnvironment
{
    /// <summary>MAX_ARG_STRLEN of the kernel, for name and value together (execve(2)).</summary>
    private const int MostBytes = 131_071;

    /// <summary>The environment with them; null: <paramref name="problem"/> says which cannot be read, and why.</summary>
    public static IReadOnlyDictionary<string, string>? Of(ContainerSpec spec, out string? problem)
    {
        problem = null;
        if (spec.SecretEnvironment is not { Count: > 0 } secrets)
            return spec.Environment;
        var all = new Dictionary<string, string>(spec.Environment, StringComparer.Ordinal);
        foreach (var (name, path) in secrets)
        {
            if (Read(path, MostBytes - Encoding.UTF8.GetByteCount(name) - 1, out var why) is not { } value)
            {
                problem = $"The secret variable {name} cannot be read from {path}: {why}";
                return null;
            }
            all[name] = value;
        }
        return all;
    }

    private static string? Read(string path, int most, out string why)
    {
        why = "";
        using var folder = DirectoryHandle.TryOpen(Path.GetDirectoryName(path) ?? "/", out var errno);
        using var file = folder?.TryOpenFile(Path.GetFileName(path), Fcntl.O_RDONLY, out errno);
        if (file is null)
        {
            why = $"{Errno.Name(errno)} ({Errno.Describe(errno)}).";
            return null;
        }
        var bytes = new byte[most + 1];
        var length = file.ReadOnce(bytes);
        if (length < 0 || length > most)
        {
            why = length < 0 ? "it is no file that can be read." : $"it has more than the {most} bytes that the kernel takes.";
            return null;
        }
        var text = Encoding.UTF8.GetString(bytes, 0, (int)length);
        if (text.Contains('\0'))
        {
            why = "it holds a NUL character, which ends a text for the kernel.";
            return null;
        }
        return text.EndsWith('\n') ? text[..^1] : text;
    }
}
