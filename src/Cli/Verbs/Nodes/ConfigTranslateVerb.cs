using Orchestrator.Cli.Parsing;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Cli.Verbs.Nodes;

internal sealed class ConfigTranslateVerb : Verb
{
    public override string Name => "config translate";

    public override string Summary => "Print an LXC configuration with today's keys instead of those from before LXC 2.1";

    public override string Operands => "FILE";

    public override int MinOperands => 1;

    public override int MaxOperands => 1;

    public override Task<int> RunAsync(Invocation call)
    {
        if (new HostLxcFiles().Read(call.Operands[0], out var problem) is not { } text)
        {
            call.Note($"orch: {problem}");
            return Task.FromResult(ExitCodes.Usage);
        }
        call.Out.Write(LxcLegacy.Translate(text));
        return Task.FromResult(0);
    }
}
