using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Lxc;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Takes the containers of an LXC directory into the engine, where their history begins; their files stay as they are.</summary>
internal sealed class AdoptVerb : Verb
{
    private static readonly Option Lxc = new("--lxc", null, null, "A directory of LXC containers (default /var/lib/lxc)");

    public override string Name => "adopt";

    public override string Summary => "Take over what another engine has: every container of an LXC directory";

    public override string Operands => "[PATH]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [Lxc];

    public override async Task<int> RunAsync(Invocation call)
    {
        if (!call.Arguments.Has(Lxc))
            throw new UsageException("say what is adopted: orch adopt --lxc [PATH]", Name);
        var path = LxcPaths.Full(call.Operands.Count > 0 ? call.Operands[0] : LxcPaths.Default);
        if (!Directory.Exists(path))
            throw new ProblemException(new Problem { Title = $"There is no directory {path}", ExitCode = ExitCodes.NotFound });
        var daemon = await call.DaemonAsync();
        var failed = 0;
        foreach (var name in LxcContainer.ListDefined(path))
            failed += await AdoptAsync(call, daemon, path, name) ? 0 : 1;
        return failed == 0 ? 0 : ExitCodes.Engine;
    }

    private static async Task<bool> AdoptAsync(Invocation call, OrchClient daemon, string path, string name)
    {
        try
        {
            using var container = new LxcContainer(name, path);
            if (LxcElsewhere.Holds(path, name))
                return Refused(call, name, "it runs under LXC: stop it there first");
            if ((await daemon.Containers.GetAsync(container.EngineName, call.Cancel)).Ok)
            {
                call.Note($"orch: {container.EngineName} is known already");
                return true;
            }
            var view = Invocation.Take(await daemon.Containers.CreateAsync(LxcStartRequest.Of(container, useInit: false, argv: null), start: false, call.Cancel));
            foreach (var note in view.Notes ?? [])
                call.Note($"orch: {name}: {note}");
            call.Out.WriteLine(view.Name);
            return true;
        }
        catch (ProblemException error)
        {
            call.Report(error.Problem);
            return false;
        }
        catch (InvalidDataException error)
        {
            return Refused(call, name, error.Message);
        }
    }

    private static bool Refused(Invocation call, string name, string why)
    {
        call.Report(new Problem { Title = $"{name} is not adopted", Detail = why });
        return false;
    }
}
