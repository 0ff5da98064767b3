namespace Orchestrator.Lxc.Configuration;

/// <summary>
/// What holds for all containers of a user: /etc/lxc/lxc.conf, and ~/.config/lxc/lxc.conf for others than root; the
/// answers of lxc-config and lxc_get_global_config_item.
/// </summary>
public sealed class LxcGlobalConfiguration
{
    private readonly Dictionary<string, string?> _values;

    private LxcGlobalConfiguration(Dictionary<string, string?> values) => _values = values;

    /// <summary>Every key, in the order in which lxc-config -l tells them.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "lxc.default_config", "lxc.lxcpath", "lxc.bdev.lvm.vg", "lxc.bdev.lvm.thin_pool", "lxc.bdev.zfs.root",
        "lxc.bdev.rbd.rbdpool", "lxc.bdev.rbd.rbduser", "lxc.cgroup.pattern", "lxc.cgroup.use",
    ];

    /// <summary>That of this process' user, read anew.</summary>
    public static LxcGlobalConfiguration Read() => Read(Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable("HOME") ?? "/");

    internal static LxcGlobalConfiguration Read(bool root, string home)
    {
        var own = root ? "/etc/lxc" : $"{home}/.config/lxc";
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["lxc.default_config"] = $"{own}/default.conf",
            ["lxc.lxcpath"] = root ? "/var/lib/lxc" : $"{home}/.local/share/lxc",
            ["lxc.bdev.lvm.vg"] = "lxc",
            ["lxc.bdev.lvm.thin_pool"] = "lxc",
            ["lxc.bdev.zfs.root"] = "lxc",
            ["lxc.bdev.rbd.rbdpool"] = "lxc",
            ["lxc.bdev.rbd.rbduser"] = null,
            ["lxc.cgroup.pattern"] = "lxc/%n",
            ["lxc.cgroup.use"] = null,
        };
        foreach (var line in Lines($"{own}/lxc.conf"))
        {
            var text = line.Trim();
            var equals = text.IndexOf('=');
            if (equals <= 0 || text[0] == '#')
                continue;
            var key = text[..equals].TrimEnd();
            var value = text[(equals + 1)..].TrimStart();
            if (values.ContainsKey(key) && value.Length > 0)
                values[key] = key == "lxc.lxcpath" && value.Length > 1 ? value.TrimEnd('/') : value;
        }
        return new LxcGlobalConfiguration(values);
    }

    /// <summary>Null for an unknown key, and for one without value.</summary>
    public string? Get(string key) => _values.GetValueOrDefault(key);

    /// <summary>Whether the name is one of <see cref="Keys"/>.</summary>
    public bool Knows(string key) => _values.ContainsKey(key);

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
