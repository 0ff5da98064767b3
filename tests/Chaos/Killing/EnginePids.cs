using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Killing;

/// <summary>Daemon and launcher of a root as /proc shows them; an engine that is down answers no question.</summary>
internal static class EnginePids
{
    public static int? Daemon(OrchRoot root) => Find(root, "orchd");

    public static int? Launcher(OrchRoot root) => Find(root, "orch-launcher");

    private static int? Find(OrchRoot root, string program)
    {
        var own = PidNamespace(Environment.ProcessId);
        var found = Processes.Of(OrchRoot.Mark, root.Folder).Where(pid => Program(pid) == program).ToList();
        // A child that has not yet become its payload still bears the launcher's name.
        found.RemoveAll(pid => PidNamespace(pid) != own || (Parent(pid) is { } parent && found.Contains(parent)));
        return found.Count == 0 ? null : found[0];
    }

    private static string Program(int pid)
    {
        try
        {
            return Path.GetFileName(File.ReadAllText($"/proc/{pid}/cmdline").Split('\0')[0]);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? PidNamespace(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/ns/pid", returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? Parent(int pid)
    {
        try
        {
            return int.Parse(Processes.Status(pid, "PPid")!, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
