using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>The settings <c>-o rootfs.K=V</c>; those of LXC are left to others.</summary>
internal static class RootOptions
{
    private const string Prefix = "rootfs.";

    public static (RootRequest? Root, IReadOnlyList<string> Others) Read(IReadOnlyList<string> settings)
    {
        List<string> lower = [];
        RootRequest? root = null;
        foreach (var setting in settings.Where(setting => setting.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            root ??= new RootRequest();
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = equals < 0 ? (setting, "") : (setting[..equals], setting[(equals + 1)..]);
            switch (key[Prefix.Length..])
            {
                case "enter" when value is "pivot" or "chroot":
                    root.Enter = value;
                    break;
                case "direct" when value is "" or "true" or "false":
                    root.Direct = value != "false";
                    break;
                case "lower" when value.Length > 0:
                    lower.Add(Path.GetFullPath(value));
                    break;
                case "upper" when value.Length > 0:
                    root.Upper = Path.GetFullPath(value);
                    break;
                default:
                    throw new UsageException(
                        $"-o does not know '{setting}'; known are rootfs.enter=pivot|chroot, rootfs.direct[=false], rootfs.lower=DIR and rootfs.upper=DIR");
            }
        }
        if (root is not null && lower.Count > 0)
            root.Lower = lower;
        return (root, [.. settings.Where(setting => !setting.StartsWith(Prefix, StringComparison.Ordinal))]);
    }
}
