using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Lsm;

/// <summary>One more process in a container, with a file for its output.</summary>
internal static class LsmExec
{
    public static async Task<string[]> RunAsync(Running running, params string[] command)
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "out");
        using (var stdout = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
        {
            var exec = Guid.NewGuid();
            var outcome = await running.Host.Runtime.ExecAsync(
                new ExecOrder(
                    running.Id, exec, command, new Dictionary<string, string>(), null, null, false, -1,
                    (int)stdout.DangerousGetHandle(), -1),
                RuntimeHost.Token());
            outcome.Failure.ShouldBeNull();
            await running.Host.ExecExitOf(exec);
        }
        return (await File.ReadAllTextAsync(file)).TrimEnd('\0').Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
