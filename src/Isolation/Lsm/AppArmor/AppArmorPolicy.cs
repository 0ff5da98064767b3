using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Lsm.AppArmor;

/// <summary>The profiles in the kernel, through securityfs.</summary>
internal sealed class AppArmorPolicy : IDisposable
{
    private const string Folder = "/sys/kernel/security/apparmor";

    private readonly DirectoryHandle _folder;

    private AppArmorPolicy(DirectoryHandle folder) => _folder = folder;

    /// <summary>Null where AppArmor is not active, or its files are not there or not for us, as in a container.</summary>
    public static AppArmorPolicy? Open()
    {
        if (!Directory.Exists(Folder) || Unistd.geteuid() != 0 || !Enabled())
            return null;
        var folder = DirectoryHandle.Open(Folder);
        using var load = folder.TryOpenFile(".replace", Fcntl.O_WRONLY, out _);
        if (load is not null)
            return new AppArmorPolicy(folder);
        folder.Dispose();
        return null;
    }

    /// <summary>A kernel before 4.8 or so cannot rule over mounts.</summary>
    public bool RulesMounts { get; } = Directory.Exists($"{Folder}/features/mount");

    /// <summary>Where a process's own files of AppArmor lie, below its folder in /proc.</summary>
    public string AttributeFolder { get; } = Directory.Exists("/proc/self/attr/apparmor") ? "attr/apparmor/" : "attr/";

    /// <summary>Names of all loaded profiles.</summary>
    public IReadOnlyList<string> Names() =>
    [
        .. File.ReadLines($"{Folder}/profiles").Where(line => line.Length > 0)
            .Select(line => line.LastIndexOf(" (", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line),
    ];

    /// <summary>Loads a compiled profile, in place of one of the same name.</summary>
    /// <exception cref="SystemCallException">The kernel refused it.</exception>
    public void Load(ReadOnlySpan<byte> compiled)
    {
        var errno = _folder.TryWrite(".replace", compiled);
        if (errno != 0)
            throw new SystemCallException("write", errno, $"Loading an AppArmor profile through {Folder}/.replace");
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(string name)
    {
        var errno = _folder.TryWrite(".remove", System.Text.Encoding.UTF8.GetBytes(name));
        return errno switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw new SystemCallException("write", errno, $"Removing the AppArmor profile {name}"),
        };
    }

    public void Dispose() => _folder.Dispose();

    private static bool Enabled()
    {
        try
        {
            return File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
