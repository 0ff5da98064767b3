using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A container that was started and has not been released yet.</summary>
public sealed record Running(
    RuntimeHost Host, Guid Id, string Name, ContainerSpec Spec, PreparedContainer Prepared, InitIdentity Init)
{
    public KnownContainer Known => new(Id, Name, 1, Init, ShouldLive: true, Prepared, Spec);

    public async Task<Finished> FinishAsync()
    {
        var exit = await Host.ExitOf(Id);
        var logs = Host.Runtime.Logs(Id);
        var finished = new Finished(exit, await File.ReadAllTextAsync(logs.Stdout), await File.ReadAllTextAsync(logs.Stderr));
        await Host.Runtime.AcknowledgeExitAsync(Id, exit.Attempt, RuntimeHost.Token());
        await Host.Runtime.DestroyAsync(Id, RuntimeHost.Token());
        Host.Runtime.Networks.Forget(Id);
        return finished;
    }

    public async Task<Finished> KillAsync()
    {
        await Host.Runtime.KillAsync(Id, 1, RuntimeHost.Token());
        return await FinishAsync();
    }

    /// <summary>Waits until the container has written a line, so that it is known to be where the line says.</summary>
    public async Task<string> LineAsync(string begins)
    {
        var file = Host.Runtime.Logs(Id).Stdout;
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            foreach (var line in await File.ReadAllLinesAsync(file))
            {
                if (line.StartsWith(begins, StringComparison.Ordinal))
                    return line;
            }
            deadline.Elapsed.ShouldBeLessThan(RuntimeHost.Limit, $"no line '{begins}'");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
