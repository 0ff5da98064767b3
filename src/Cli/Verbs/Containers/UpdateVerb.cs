using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class UpdateVerb : EachContainerVerb
{
    private static readonly Option Memory = new("--memory", "-m", "SIZE", "Memory limit, e.g. 64M");
    private static readonly Option Cpus = new("--cpus", null, "N", "CPUs' worth of time, e.g. 0.5");
    private static readonly Option CpuWeight = new("--cpu-weight", null, "N", "CPU weight, 1–10000");
    private static readonly Option Pids = new("--pids", null, "N", "Most processes and threads at once");
    private static readonly Option IoWeight = new("--io-weight", null, "N", "IO weight, 1–10000");

    private ResourceRequest _request = new();

    public override string Name => "update";

    public override string Summary => "Change limits and weights of containers, running ones too";

    public override IReadOnlyList<Option> Options { get; } = [Memory, Cpus, CpuWeight, Pids, IoWeight];

    protected override void Prepare(Invocation call)
    {
        var given = call.Arguments;
        _request = new ResourceRequest
        {
            MemoryBytes = given.Size(Memory),
            Cpus = given.Number(Cpus),
            CpuWeight = given.Integer(CpuWeight, 1, 10_000),
            Pids = given.Integer(Pids, 1, 4_194_304),
            IoWeight = given.Integer(IoWeight, 1, 10_000),
        };
        if (_request == new ResourceRequest())
            throw new UsageException("nothing to change: give at least one limit, such as --memory 64M", Name);
    }

    protected override Task<ApiResult<ContainerView>> DoAsync(Invocation call, ContainersApi api, string name) =>
        api.UpdateAsync(name, _request, call.Cancel);
}
