using Orchestrator.Lxc.Configuration;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class ConfigTool : Tool
{
    private static readonly ToolOption List = new('l', "list", null, "list all variables (NOTE: not all of them can be queried)");

    public override string Name => "config";

    public override string Summary => "lxc-config queries LXC's system configuration";

    public override string Usage => "-l | ITEM";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [List];

    public override int Run(ToolCall call)
    {
        if (call.Has(List))
        {
            foreach (var key in LxcGlobalConfiguration.Keys)
                call.Data.WriteLine(key);
            return 0;
        }
        if (call.Operands.Count == 0)
            throw new UsageException("an item is wanted, such as lxc.lxcpath (lxc-config -l lists them)");
        var values = LxcGlobalConfiguration.Read();
        if (!values.Knows(call.Operands[0]))
            return call.Fail($"Unknown configuration item: {call.Operands[0]}");
        call.Data.WriteLine(values.Get(call.Operands[0]) ?? $"{call.Operands[0]} is not set.");
        return 0;
    }
}
