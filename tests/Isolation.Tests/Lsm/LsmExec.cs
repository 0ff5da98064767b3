using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Lsm;

/// <summary>One more process in a container, with a file for its output.</summary>
internal static class LsmExec
{
    /// <param name="label">SELinux's, for the file: the payload may write to what is labelled for it only.</param>
    public static async Task<string[]> RunAsync(Running running, string? label, params string[] command)
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "out");
        using (var stdout = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
        {
            if (label is not null)
                Isolation.Lsm.Selinux.Relabelling.Apply(file, label);
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
