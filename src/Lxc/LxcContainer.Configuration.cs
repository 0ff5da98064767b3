using Orchestrator.Lxc.Configuration;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Reads a configuration in addition to what is there; <see cref="ClearConfig"/> first for a clean one.</summary>
    /// <param name="file">Null: the container's own.</param>
    public bool LoadConfig(string? file = null) => Guard(false, () => Configuration.Load(file ?? ConfigFile) || FailConfiguration());

    /// <summary>Writes the configuration as it is written, includes not expanded, with what was set since at its end.</summary>
    /// <param name="file">Null: the container's own, whose directory is made.</param>
    public bool SaveConfig(string? file = null) => Guard(false, () =>
    {
        // As LXC: what has no configuration yet has that of every new container.
        if (Configuration.IsEmpty && !Configuration.Load(LxcGlobalConfiguration.Read().Get("lxc.default_config")!))
            return FailConfiguration();
        if (file is null)
            Directory.CreateDirectory(Folder);
        return Configuration.Save(file ?? ConfigFile) || FailConfiguration();
    });

    /// <summary>Forgets every setting, in memory.</summary>
    public void ClearConfig() => Configuration.Clear();

    /// <summary>Sets a key, or adds to it where it is a list; an empty value clears it.</summary>
    public bool SetConfigItem(string key, string? value) => Guard(false, () => Configuration.Set(key, value) || FailConfiguration());

    /// <summary>Clears a key, a list with all that it holds, a group with all that is below it.</summary>
    public bool ClearConfigItem(string key) => Guard(false, () => Configuration.ClearItem(key) || Fail($"{key} cannot be cleared"));

    /// <summary>The value of a key, those of a list one a line; null for a key that LXC does not know.</summary>
    public string? GetConfigItem(string key) => Configuration.Get(key);

    /// <summary>The names of all keys, or with <c>lxc.net.N</c> of what that interface has, each with a line break behind it.</summary>
    public string? GetKeys(string? prefix = null) => Configuration.Keys(prefix);


    private bool FailConfiguration() => Fail(string.Join('\n', Configuration.Problems));
}
