using Orchestrator.Formats.Lxc;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class UpdateConfigTool : Tool
{
    private static readonly ToolOption Config = new('c', "config", "FILE", "Specify the configuration file to update");

    public override string Name => "update-config";

    public override string Summary => "lxc-update-config rewrites keys from before LXC 2.1";

    public override string Usage => "-c FILE";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Config];

    public override int Run(ToolCall call)
    {
        if (call.Get(Config) is not { } file)
            throw new UsageException("-c FILE is wanted");
        var backup = file + ".backup";
        if (File.Exists(backup))
            return call.Fail($"{backup} exists already: this file was updated before");
        var text = File.ReadAllText(file);
        File.Copy(file, backup);
        File.WriteAllText(file, LxcLegacy.Translate(text));
        return 0;
    }
}
