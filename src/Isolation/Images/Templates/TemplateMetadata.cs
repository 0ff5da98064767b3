using System.IO.Enumeration;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>
/// What LXC's image server and the template <c>local</c> give beside a root (lxc-download, lxc-local): a configuration, mounts,
/// names that are left out, files with tokens, a message.
/// </summary>
internal sealed class TemplateMetadata(DirectoryHandle folder)
{
    private const int MostBytes = 1 << 20;

    /// <summary>The most that an installed LXC of today reads; what is said for a later one is not for us.</summary>
    private const int Compatibility = 7;

    private const string LxcConfigFolder = "/usr/share/lxc/config", LxcHookFolder = "/usr/share/lxc/hooks";

    public string? Message => Read("create-message");

    /// <summary>When a kept copy is to be asked for again.</summary>
    public DateTimeOffset? Expiry =>
        long.TryParse(Read("expiry")?.Trim(), out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>With its tokens replaced, and without what is not on this machine.</summary>
    public string? Config(TemplateOrder order)
    {
        if (Read("config") is not { } text)
            return null;
        var config = new StringBuilder();
        foreach (var line in Replace(text, order).Split('\n'))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            // The root is the image; a name of its own was given when it was created.
            if (parts[0] is "lxc.rootfs.path" or "lxc.rootfs" or "lxc.uts.name" or "lxc.utsname")
                continue;
            config.Append(IsTaken(parts) ? line : $"# not taken from an archive: {line}").Append('\n');
        }
        foreach (var mount in (Read("fstab") is { } fstab ? Replace(fstab, order) : "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!mount.StartsWith('#') && IsTaken(["lxc.mount.entry", mount]))
                config.Append("lxc.mount.entry = ").Append(mount).Append('\n');
        }
        return config.ToString();
    }

    /// <summary>
    /// An archive comes from somewhere: it says nothing about programs and directories of this host, but for what LXC itself
    /// has here for configurations to include (case E20).
    /// </summary>
    private static bool IsTaken(string[] setting) => setting[0] switch
    {
        "lxc.include" => setting[^1].StartsWith(LxcConfigFolder + "/", StringComparison.Ordinal) && !setting[^1].Contains("/../", StringComparison.Ordinal)
            && (File.Exists(setting[^1]) || Directory.Exists(setting[^1])),
        "lxc.mount.entry" => setting[^1].Length > 0 && setting[^1][0] != '/',
        "lxc.mount" or "lxc.mount.fstab" => false,
        _ => !setting[0].StartsWith("lxc.hook", StringComparison.Ordinal) && !setting[0].StartsWith("lxc.net", StringComparison.Ordinal)
            && !setting[0].Contains("devices", StringComparison.Ordinal) && !setting[0].StartsWith("lxc.console", StringComparison.Ordinal)
            && !setting[0].StartsWith("lxc.apparmor", StringComparison.Ordinal) && !setting[0].StartsWith("lxc.selinux", StringComparison.Ordinal)
            && !setting[0].StartsWith("lxc.seccomp", StringComparison.Ordinal) && !setting[0].StartsWith("lxc.cap.keep", StringComparison.Ordinal)
            && !setting[0].StartsWith("lxc.idmap", StringComparison.Ordinal) && !setting[0].StartsWith("lxc.namespace", StringComparison.Ordinal),
    };

    /// <summary>Takes away what the metadata leaves out, and replaces the tokens in the files that it lists.</summary>
    public void Apply(DirectoryHandle root, TemplateOrder order, bool withoutDevices)
    {
        var patterns = Lines("excludes");
        if (withoutDevices)
            patterns = [.. patterns, "./dev/*"];
        if (patterns.Count > 0)
            Exclude(root, ".", patterns, 0);
        foreach (var path in Lines("templates"))
        {
            using var found = root.TryOpenInRoot(path, Fcntl.O_RDWR, out _);
            if (found is null || !found.Status().IsRegular || found.Status().Size > MostBytes)
                continue;
            var buffer = new byte[(int)found.Status().Size];
            var got = found.ReadAt(buffer);
            var replaced = Encoding.UTF8.GetBytes(Replace(Encoding.UTF8.GetString(buffer, 0, Math.Max(0, got)), order));
            if (LinuxFs.ftruncate(found.Number, 0) == 0)
                found.Write(replaced);
        }
    }

    private static void Exclude(DirectoryHandle directory, string path, IReadOnlyList<string> patterns, int level)
    {
        foreach (var name in directory.Names())
        {
            var whole = $"{path}/{name}";
            var isDirectory = directory.StatusOf(name) is { IsDirectory: true };
            if (patterns.Any(pattern => Fits(pattern, whole)))
            {
                if (isDirectory)
                    TreeRemoval.Remove(directory, name);
                else
                    directory.TryRemoveFile(name);
            }
            else if (isDirectory && level < 64 && directory.TryOpenDirectory(name, out _) is { } below)
            {
                using (below)
                    Exclude(below, whole, patterns, level + 1);
            }
        }
    }

    /// <summary>As tar's --exclude: with a ./ in front or without, a star also over slashes.</summary>
    private static bool Fits(string pattern, string path)
    {
        var wanted = pattern.StartsWith("./", StringComparison.Ordinal) ? pattern : "./" + pattern.TrimStart('/');
        return FileSystemName.MatchesSimpleExpression(wanted.TrimEnd('/'), path, ignoreCase: false);
    }

    private IReadOnlyList<string> Lines(string name) =>
        [.. (Read(name) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith('#'))];

    private static string Replace(string text, TemplateOrder order) => text
        .Replace("LXC_TEMPLATE_CONFIG", LxcConfigFolder, StringComparison.Ordinal)
        .Replace("LXC_HOOK_DIR", LxcHookFolder, StringComparison.Ordinal)
        .Replace("LXC_ROOTFS", "/", StringComparison.Ordinal)
        .Replace("LXC_PATH", "/", StringComparison.Ordinal)
        .Replace("LXC_NAME", order.Container, StringComparison.Ordinal);

    /// <summary>The most special one that is there: for system containers, for this generation of LXC, else the plain one.</summary>
    private string? Read(string name)
    {
        for (var generation = Compatibility; generation >= 1; generation--)
        {
            foreach (var special in (ReadOnlySpan<string>)[$"{name}-system.{generation}", $"{name}.{generation}"])
            {
                if (folder.TryReadText(special, out _, MostBytes) is { } text)
                    return text;
            }
        }
        return folder.TryReadText($"{name}-system", out _, MostBytes) ?? folder.TryReadText(name, out _, MostBytes);
    }
}
