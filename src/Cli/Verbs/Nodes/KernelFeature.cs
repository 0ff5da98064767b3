using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Nodes;

/// <summary>One feature of the kernel: how the running one shows it, and the option that it is built by.</summary>
/// <param name="Path">Exists where the feature is there; null: the kernel does not show it.</param>
/// <param name="Symbol">Without CONFIG_; empty: it is always there.</param>
internal sealed record KernelFeature(string Group, string Name, string? Path, string Symbol, bool Needed = false)
{
    /// <returns>Null: neither the kernel nor its configuration tells.</returns>
    public (bool? There, string How) Look(KernelConfig config)
    {
        if (Path is not null && (File.Exists(Path) || Directory.Exists(Path)))
            return (true, Path);
        if (Path?.StartsWith("filesystem ", StringComparison.Ordinal) == true && config.Filesystems.Contains(Path[11..]))
            return (true, "/proc/filesystems");
        // A security module can be built in and not be in force (lsm= on the kernel's command line).
        if (Path?.StartsWith("/sys/", StringComparison.Ordinal) == true && config.Value(Symbol) == "y")
            return (false, $"CONFIG_{Symbol}=y, but not active: {Path} is not there");
        return config.Value(Symbol) switch
        {
            "y" => (true, $"CONFIG_{Symbol}=y"),
            "m" => (true, $"CONFIG_{Symbol}=m, a module" + (config.Modules.Contains(Symbol.ToLowerInvariant()) ? ", loaded" : "")),
            _ when config.IsKnown => (false, $"CONFIG_{Symbol} is not set"),
            _ => Path is null ? (null, $"CONFIG_{Symbol} is not to be read here") : (false, $"{Path} is not there"),
        };
    }
}
