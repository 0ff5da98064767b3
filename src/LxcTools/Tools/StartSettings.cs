using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

/// <summary>-s KEY=VALUE and --share-NS, of lxc-start and lxc-execute.</summary>
internal static class StartSettings
{
    private static readonly ToolOption Define = new('s', "define", "KEY=VAL", "Assign VAL to configuration variable KEY");

    private static readonly ToolOption[] Shares =
    [
        .. new[] { "net", "ipc", "uts", "pid" }.Select(space =>
            new ToolOption(ToolOption.None, $"share-{space}", "NAME", $"Share the {space} namespace with another container or pid")),
    ];

    public static IReadOnlyList<ToolOption> Options { get; } = [Define, .. Shares];

    /// <summary>False: the container says why.</summary>
    public static bool Apply(ToolCall call, LxcContainer container)
    {
        foreach (var setting in call.All(Define))
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new UsageException($"-s wants KEY=VAL, not '{setting}'");
            if (!container.SetConfigItem(setting[..equals].Trim(), setting[(equals + 1)..].Trim()))
                return false;
        }
        return Shares.All(share => call.Get(share) is not { } whose || container.SetConfigItem($"lxc.namespace.share.{share.Long["share-".Length..]}", whose));
    }
}
