using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class RootCheck
{
    /// <summary>OVL_MAX_STACK of the kernel, and one for our own layer.</summary>
    private const int MostLayers = 499;

    public static string? Check(ContainerSpec spec)
    {
        if (spec.Root is not { } root)
            return null;
        if (spec.RootfsPath is null && (root.Direct == true || root.Image == true || root.Lower is not null))
            return "How the root directory is used is said, but not which one it is. Give a rootfs path.";
        if (root is { Direct: true, Lower: not null })
            return "A root that is used directly has no layers below it.";
        if (root is { Direct: true, Upper: not null })
            return "A root that is used directly takes what is written itself; it has no upper directory.";
        if (root.Enter is { } enter && !Enum.IsDefined(enter))
            return "How the root is entered is not known. Possible are pivot and chroot.";
        if (root.Upper is { } upper && CheckUpper(upper) is { } badUpper)
            return badUpper;
        if (root.Lower?.Count > MostLayers)
            return $"The root has {root.Lower.Count + 1} layers; overlayfs takes {MostLayers + 1}.";
        foreach (var path in root.Lower ?? [])
        {
            if (PathCheck.Check(path, "layer") is { } bad)
                return bad;
            if (!Directory.Exists(path))
                return $"The layer {path} is not a directory.";
        }
        return null;
    }

    private static string? CheckUpper(string upper)
    {
        if (PathCheck.Check(upper, "upper directory") is { } bad)
            return bad;
        if (upper.Trim('/').Length == 0)
            return "The upper directory cannot be / itself.";
        return Directory.Exists(upper) ? null : $"The upper directory {upper} is not a directory. Make it first.";
    }
}
