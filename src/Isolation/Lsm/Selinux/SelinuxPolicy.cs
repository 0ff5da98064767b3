using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>The policy that the kernel has loaded, and the types that it wants containers to have.</summary>
internal sealed class SelinuxPolicy : IDisposable
{
    private const string Folder = "/sys/fs/selinux";

    private readonly DirectoryHandle _folder;

    private SelinuxPolicy(DirectoryHandle folder, SelinuxLabel? process, SelinuxLabel? file)
    {
        _folder = folder;
        Process = process;
        File = file;
    }

    /// <summary>Null where SELinux is not active or has no policy.</summary>
    public static SelinuxPolicy? Open()
    {
        if (!System.IO.File.Exists($"{Folder}/enforce"))
            return null;
        var contexts = Contexts();
        return new SelinuxPolicy(
            DirectoryHandle.Open(Folder), SelinuxLabel.TryParse(contexts.GetValueOrDefault("process")),
            SelinuxLabel.TryParse(contexts.GetValueOrDefault("file")));
    }

    /// <summary>Default of containers' processes; null when the policy names none.</summary>
    public SelinuxLabel? Process { get; }

    /// <summary>Default of containers' files.</summary>
    public SelinuxLabel? File { get; }

    /// <summary>Levels have categories.</summary>
    public bool HasLevels { get; } = Text($"{Folder}/mls") == "1";

    public bool Enforcing => _folder.TryReadText("enforce", out _)?.Trim() == "1";

    /// <summary>Whether the policy knows a label.</summary>
    public bool Knows(string label) => _folder.TryWrite("context", Encoding.UTF8.GetBytes(label)) == 0;

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// lxc_contexts of the policy's folder, <c>key = "label"</c> a line: what LXC, libvirt, Podman and Moby go by too.
    /// </summary>
    private static Dictionary<string, string> Contexts()
    {
        var contexts = new Dictionary<string, string>(StringComparer.Ordinal);
        var policy = "";
        foreach (var line in Lines("/etc/selinux/config"))
        {
            if (line.StartsWith("SELINUXTYPE=", StringComparison.Ordinal))
                policy = line["SELINUXTYPE=".Length..].Trim();
        }
        if (policy.Length == 0 || policy.Contains('/'))
            return contexts;
        foreach (var line in Lines($"/etc/selinux/{policy}/contexts/lxc_contexts"))
        {
            if (line.IndexOf('=') is var equals and > 0 && line[0] != '#')
                contexts[line[..equals].Trim()] = line[(equals + 1)..].Trim().Trim('"');
        }
        return contexts;
    }

    private static string[] Lines(string path) => Text(path)?.Split('\n') ?? [];

    private static string? Text(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
