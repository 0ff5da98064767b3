using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>What of an order can be refused without looking at the container.</summary>
internal static class HotplugCheck
{
    private const int LongestInterface = 15;

    /// <summary>Null, or what is wrong with it.</summary>
    public static string? Check(HotplugSpec what) => what.Kind switch
    {
        HotplugKind.AttachInterface or HotplugKind.DetachInterface => Interface(what.Source ?? "") ?? Interface(what.Target),
        _ when !what.Target.StartsWith('/') => $"'{what.Target}' is no absolute path inside.",
        _ when what.Target.Contains('\0', StringComparison.Ordinal) => "A path cannot have a NUL in it.",
        HotplugKind.AddDevice when what.Source is not ['/', ..] => $"'{what.Source}' is no absolute path of a device node.",
        HotplugKind.Mount when what is { FileSystem: null, Source: not ['/', ..] } => $"'{what.Source}' is no absolute path of what is to be bound.",
        _ => null,
    };

    /// <summary>As dev_valid_name() of the kernel has it.</summary>
    private static string? Interface(string name) => name.Length is 0 or > LongestInterface || name is "." or ".." || name.AsSpan().ContainsAny("/: \t\n")
        ? $"'{name}' can be no network device's name."
        : null;
}
