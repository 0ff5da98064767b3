using System.Globalization;
using System.Text;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>Processes of this machine as /proc tells them (proc(5)).</summary>
internal static class Processes
{
    public static bool Lives(int pid) => State(pid) is not (null or 'Z' or 'X');

    public static bool LivesInAnyThread(int pid)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{pid}/task").Any(thread => Lives(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return false;
        }
    }

    public static char? State(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name in parentheses may hold anything, parentheses included.
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// What its descriptors stand for, without the libraries of .NET and what tells of their lines, which are opened when they
    /// are first used.
    /// </summary>
    public static List<string> OpenFiles(int pid) => [.. Directory.GetFileSystemEntries($"/proc/{pid}/fd")
        .Select(entry => new FileInfo(entry).LinkTarget ?? "").Where(target => target.Length > 0 && Path.GetExtension(target) is not (".dll" or ".pdb"))];

    /// <summary>What accounting reads stays open from its first reading on; the group of all containers comes last.</summary>
    public static Task AccountingHasBegunAsync(int daemon) => Clock.Until("the containers were read", () => OpenFiles(daemon)
        .Any(path => !path.Contains(".1/", StringComparison.Ordinal) && path.EndsWith("/cpu.stat", StringComparison.Ordinal)));

    public static IEnumerable<int> Children(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture)).ToArray();
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Living processes that were started with the variable, or that name its value in an argument.</summary>
    public static IEnumerable<int> Of(string name, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{name}={value}\0");
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var pid))
                continue;
            byte[] environment;
            string arguments;
            try
            {
                environment = File.ReadAllBytes($"/proc/{pid}/environ");
                arguments = File.ReadAllText($"/proc/{pid}/cmdline");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            if (pid != Environment.ProcessId && Lives(pid)
                && (environment.AsSpan().IndexOf(wanted) >= 0 || arguments.Contains(value, StringComparison.Ordinal)))
                yield return pid;
        }
    }

    public static string Describe(int pid)
    {
        try
        {
            return $"{pid} {File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ')}";
        }
        catch (IOException)
        {
            return $"{pid} (gone)";
        }
    }

    /// <summary>A field of /proc/PID/status, e.g. <c>CapEff</c>.</summary>
    public static string? Status(int pid, string field) => File.ReadLines($"/proc/{pid}/status")
        .FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal))?[(field.Length + 1)..].Trim();
}
