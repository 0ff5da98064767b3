using Orchestrator.Contracts.Containers;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Clients;

/// <summary>
/// A user at the keyboard beside the batches: takes one container after the other through its whole life and notes
/// each answer.
/// </summary>
internal sealed class Walker(OrchRoot root, Door door, Told told, int number)
{
    private const int Conflict = 409, NotFound = 404;

    public int Walks { get; private set; }

    public async Task RunAsync(CancellationToken stop, CancellationToken cancel)
    {
        while (!stop.IsCancellationRequested)
        {
            await WalkAsync($"w{number}-{Walks}", cancel);
            Walks++;
        }
    }

    private async Task WalkAsync(string name, CancellationToken cancel)
    {
        var request = new ContainerRequest
        {
            Name = name,
            Image = "busybox",
            Command = ["sh", "-c", "trap 'exit 6' TERM; while :; do usleep 20000; done"],
        };
        var created = await AskAsync(name, "create", _ => door.Client.Containers.CreateAsync(request, start: true, cancel), cancel);
        told.Note("container-created", name);
        if (created is not { State: ContainerStates.Running })
        {
            // Its launch was cut off; whoever started it is told so and tries again.
            await AskAsync(name, "start", _ => door.Client.Containers.StartAsync(name, cancel), cancel);
        }
        told.Note("container-start-requested", name);

        await ExecAsync(name);
        var frozen = await AskAsync(name, "freeze", _ => door.Client.Containers.FreezeAsync(name, new FreezeRequest("chaos"), cancel), cancel);
        if (frozen is { State: ContainerStates.Frozen, Pid: { } pid })
        {
            told.Note("container-frozen", name);
            if (Processes.Lives(pid) && !KernelFreezer.IsFrozen(pid) && Processes.Lives(pid))
                told.Wrong.Enqueue($"{name} was said to be FROZEN, and the kernel did not freeze it");
            await AskAsync(name, "thaw", _ => door.Client.Containers.ThawAsync(name, cancel), cancel);
            told.Note("container-thawed", name);
        }
        var stopped = await AskAsync(name, "stop", _ => door.Client.Containers.StopAsync(name, new StopRequest(5), cancel), cancel);
        if (stopped is { State: ContainerStates.Stopped, Exit: { } exit })
            Check(name, exit);
        await AskAsync(name, "rm", _ => door.Client.Containers.RemoveAsync(name, force: true, cancel), cancel);
        told.Note("container-removed", name);
    }

    private void Check(string name, ExitView exit)
    {
        told.Note("container-exited", name);
        var known = exit is { Unknown: false, Code: 6 } or { Unknown: false, Signal: 9 or 15 };
        if (!known && !(exit.Unknown && !string.IsNullOrEmpty(exit.Reason)))
            told.Wrong.Enqueue($"{name} was said to have ended with code {exit.Code}, signal {exit.Signal}, reason {exit.Reason}");
    }

    private async Task ExecAsync(string name)
    {
        var exec = await root.Orch("exec", name, "sh", "-c", "exit 9");
        if (exec.ExitCode == 9)
            told.Note("container-exec-exited", name, "9");
        else if (exec.ExitCode is not (3 or 125 or 126 or 137))
            told.Wrong.Enqueue($"an exec that exits with 9 was told otherwise: {exec}");
    }

    /// <summary>Null: refused because it was done already, by the same order before the answer was lost.</summary>
    private async Task<ContainerView?> AskAsync(
        string name, string what, Func<bool, Task<Orchestrator.Client.ApiResult<ContainerView>>> call, CancellationToken cancel)
    {
        var asked = 0;
        var (view, problem) = await door.AskAsync(again =>
        {
            asked++;
            return call(again);
        }, cancel);
        if (view is null && problem is { Status: not (Conflict or NotFound) } && asked == 1)
            told.Wrong.Enqueue($"{what} {name}: {Door.Text(problem)}");
        return view;
    }
}
