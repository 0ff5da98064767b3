using System.Diagnostics;
using Orchestrator.Kernel;
using Orchestrator.Lxc.Configuration;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Makes the container: its configuration, and its root by a template.</summary>
    /// <param name="template">A name below the templates' directory or a path; null: only its configuration is written.</param>
    /// <param name="bdevType">dir, btrfs, best (btrfs where that is, else dir) or none; null: dir.</param>
    /// <param name="specs">What belongs to the storage; null: its defaults.</param>
    /// <param name="quiet">The template's output is not shown (LXC_CREATE_QUIET).</param>
    /// <param name="argv">Words for the template.</param>
    /// <returns>False: there is one of that name, or it could not be made; nothing is left behind then.</returns>
    public bool Create(string? template, string? bdevType = null, LxcStorageSpecs? specs = null, bool quiet = false, IReadOnlyList<string>? argv = null) =>
        Guard(false, () =>
        {
            // Bindings save the configuration first: what has no root yet is only begun.
            if (IsDefined && template is not null && LxcRootPath.Of(Settings) is { } there && Path.Exists(there.Written))
                return Fail($"{Name} exists already: there is a {ConfigFile}");
            if (Configuration.IsEmpty && LxcGlobalConfiguration.Read().Get("lxc.default_config") is { } file && File.Exists(file) && !Configuration.Load(file))
                return FailConfiguration();
            var made = !Directory.Exists(Folder);
            Directory.CreateDirectory(Folder, made ? PrivateMode : Directory.Exists(Folder) ? File.GetUnixFileMode(Folder) : PrivateMode);
            if (Make(template, bdevType ?? "dir", specs ?? new LxcStorageSpecs(), quiet, argv ?? []))
            {
                Record();
                return true;
            }
            var (why, number) = (ErrorString, ErrorNum);
            RemoveTree(Folder);
            return Fail(why!, number);
        });

    /// <summary>As LXC: only its root looks in, and who is let through to its payload.</summary>
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    private bool Make(string? template, string bdevType, LxcStorageSpecs specs, bool quiet, IReadOnlyList<string> argv)
    {
        var partial = Path.Combine(Folder, "partial");
        using (new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            if (template is null)
                return Finish();
            var script = LxcTemplate.Find(template);
            if (script is null)
                return Fail($"there is no template {template}: neither a script lxc-{template} in {LxcTemplate.Folder} nor a program of that path");
            if (LxcStorage.Create(bdevType, specs, Path.Combine(Folder, "rootfs"), out var problem) is not { } root)
                return Fail(problem!);
            if (!Configuration.Set("lxc.rootfs.path", root.ToString()) || !Configuration.Save(ConfigFile))
                return FailConfiguration();
            if (LxcTemplate.Run(this, script, root.Written, quiet, argv) is var code and not 0)
                return Fail($"the template {script} ended with {code}", code);
            File.WriteAllText(ConfigFile, LxcTemplate.Header(script, argv) + File.ReadAllText(ConfigFile));
            Configuration.Clear();
            if (!Configuration.Load(ConfigFile))
                return FailConfiguration();
            return Finish();
        }

        bool Finish()
        {
            File.Delete(partial);
            return Configuration.Save(ConfigFile) || FailConfiguration();
        }
    }
}
