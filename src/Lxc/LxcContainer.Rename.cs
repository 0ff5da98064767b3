using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Gives the stopped container another name: its directory, the paths in its configuration, the engine's record.</summary>
    public bool Rename(string newName) => Guard(false, () =>
    {
        if (LxcPaths.CheckName(newName) is { } bad)
            return Fail(bad);
        var folder = Path.Combine(ConfigPath, newName);
        if (!IsDefined)
            return Fail($"{Name} is not defined");
        if (Directory.Exists(folder))
            return Fail($"{folder} exists already");
        if (Obstacle() is { } obstacle)
            return Fail(obstacle);
        var daemon = LxcDaemon.IfKnown(_patience);
        var known = daemon is null ? null : Find(daemon);
        if (known is not null && known.State != ContainerStates.Stopped)
            return Fail($"{Name} is {known.State}: stop it first");
        var text = Configuration.Text.Replace($"{Folder}/", $"{folder}/", StringComparison.Ordinal);
        Directory.Move(Folder, folder);
        if (known is not null)
            daemon!.Rename(EngineName, LxcPaths.EngineName(ConfigPath, newName));
        var old = Name;
        Name = newName;
        Configuration.Clear();
        if (!Configuration.LoadText(text, ConfigFile))
            return FailConfiguration();
        if (GetConfigItem("lxc.uts.name") == old)
        {
            Configuration.ClearItem("lxc.uts.name");
            Configuration.Set("lxc.uts.name", newName);
        }
        return Configuration.Save(ConfigFile) || FailConfiguration();
    });
}
