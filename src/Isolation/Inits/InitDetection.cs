using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Inits;

/// <summary>Tells by the path of the payload, and where that leads in the image, which init system it is.</summary>
public static class InitDetection
{
    private static readonly string[] Paths =
        ["/sbin/init", "/usr/sbin/init", "/bin/init", "/usr/bin/init", "/init", "/lib/systemd/systemd", "/usr/lib/systemd/systemd", "/bin/systemd", "/usr/bin/systemd"];

    /// <summary>Null: the payload is no init.</summary>
    /// <param name="layers">The image's layers as folders of the host, topmost first; what is in them is not trusted.</param>
    public static InitSystem? Detect(IReadOnlyList<string> command, IEnumerable<string> layers)
    {
        if (command.Count == 0 || !Paths.Contains(command[0]))
            return null;
        if (command[0].EndsWith("/systemd", StringComparison.Ordinal))
            return InitSystem.Systemd;
        foreach (var layer in layers)
        {
            if (Program(layer, command[0]) is { } program)
            {
                return program.EndsWith("/systemd", StringComparison.Ordinal) ? InitSystem.Systemd
                    : Path.GetFileName(program).StartsWith("busybox", StringComparison.Ordinal) ? InitSystem.Busybox
                    : InitSystem.Sysvinit;
            }
        }
        return InitSystem.Sysvinit;
    }

    /// <summary>Where the path ends in that tree; a hard link to busybox is known by its being the same file.</summary>
    private static string? Program(string layer, string path)
    {
        using var root = DirectoryHandle.TryOpen(layer, out _);
        using var file = root?.TryOpenInRoot(path.TrimStart('/'), Fcntl.O_PATH, out _);
        if (file is null)
            return null;
        using var busybox = root!.TryOpenInRoot("bin/busybox", Fcntl.O_PATH, out _);
        if (busybox is not null && busybox.Status() is var theirs && file.Status() is var own && own.Inode == theirs.Inode)
            return "/bin/busybox";
        return new FileInfo($"/proc/self/fd/{file.Number}").LinkTarget;
    }
}
