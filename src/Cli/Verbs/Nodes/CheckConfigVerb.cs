using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Verbs.Nodes;

/// <summary>What lxc-checkconfig tells, but by looking at the running kernel first and at its configuration second.</summary>
internal sealed class CheckConfigVerb : Verb
{
    private static readonly Option Config = new("--kernel-config", null, "FILE", "The kernel's configuration (default: /proc/config.gz, else that of the boot folder)");

    public override string Name => "checkconfig";

    public override string Summary => "Tell which kernel features containers find here";

    public override IReadOnlyList<Option> Options { get; } = [Config];

    public override Task<int> RunAsync(Invocation call)
    {
        if (KernelConfig.Read(call.Arguments.Get(Config), out var problem) is not { } config)
        {
            call.Note($"orch: {problem}");
            return Task.FromResult(ExitCodes.Usage);
        }
        call.Out.Write($"Kernel {KernelConfig.Release}; its configuration: {config.Source}\n");
        var missing = 0;
        foreach (var group in KernelFeatures.All.GroupBy(feature => feature.Group))
        {
            call.Out.Write($"\n{group.Key}\n");
            foreach (var feature in group)
            {
                var (there, how) = feature.Look(config);
                missing += there == false && feature.Needed ? 1 : 0;
                var word = there switch { true => "enabled", false when feature.Needed => "MISSING (needed)", false => "missing", null => "unknown" };
                call.Out.Write($"  {feature.Name + ":",-34} {word} ({how})\n");
            }
        }
        return Task.FromResult(missing == 0 ? 0 : 1);
    }
}
