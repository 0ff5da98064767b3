using Orchestrator.Contracts;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Daemons;

/// <summary>
/// Starts the daemon of a root in the background when none answers, once however many clients ask. It blocks the calling
/// thread and needs no other one, so that it works in a child of fork(2) too.
/// </summary>
public static class DaemonStarter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    /// <exception cref="ProblemException">No daemon answers, and none can be started.</exception>
    public static void Ensure(
        DaemonPlace place, IReadOnlyDictionary<string, string> environment, TimeProvider time, CancellationToken cancel)
    {
        if (DaemonProbe.Answers(place.Socket))
            return;
        if (!place.MayStart)
            throw new ProblemException(Problems.Unreachable(place.Socket, "Nobody listens there."));
        var layout = place.Layout;
        if (!Environment.IsPrivilegedProcess && layout == RootLayout.SystemWide)
            throw new ProblemException(Problems.Unreachable(place.Socket, "None runs, and only root can start the system's daemon."));
        // Before any folder is made: where there is no daemon to start, nothing is left behind.
        var program = DaemonProgram.Find(environment);
        var deadline = time.GetUtcNow() + Patience;
        using var startLock = Lock(layout, deadline, time, cancel);
        if (DaemonProbe.Answers(place.Socket))
            return;
        var pid = Start(program, layout, environment);
        while (!DaemonProbe.Answers(place.Socket))
        {
            if (DetachedProcess.HasEnded(pid, out _))
                throw new ProblemException(StartFailed(layout, "The daemon ended while it started."));
            if (time.GetUtcNow() > deadline)
                throw new ProblemException(StartFailed(layout, $"The daemon (pid {pid}) did not answer within {Patience.TotalSeconds:0} s."));
            Pause(cancel);
        }
    }

    private static int Start(string program, RootLayout layout, IReadOnlyDictionary<string, string> given)
    {
        Directory.CreateDirectory(layout.Log);
        // What an earlier daemon said must not be shown as the reason why this one failed.
        File.Delete(layout.ConsoleLog);
        List<string> arguments = layout.Root is { } root ? ["--root", root] : [];
        var environment = new Dictionary<string, string>(given, StringComparer.Ordinal) { ["ORCH_BACKGROUND"] = "1" };
        return DetachedProcess.Start(program, arguments, environment, layout.ConsoleLog);
    }

    private static FileStream Lock(RootLayout layout, DateTimeOffset deadline, TimeProvider time, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                Directory.CreateDirectory(layout.Run);
                return new FileStream(layout.StartLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException error)
            {
                throw new ProblemException(CannotWrite(layout, error.Message));
            }
            // FileShare.None is flock(2) on Linux; another client holds it while it starts the daemon.
            catch (IOException error) when (time.GetUtcNow() >= deadline || !File.Exists(layout.StartLock))
            {
                throw new ProblemException(CannotWrite(layout, error.Message));
            }
            catch (IOException)
            {
                Pause(cancel);
            }
        }
    }

    private static void Pause(CancellationToken cancel)
    {
        cancel.WaitHandle.WaitOne(Beat);
        cancel.ThrowIfCancellationRequested();
    }

    private static Problem CannotWrite(RootLayout layout, string why) => new()
    {
        Title = $"No daemon runs, and {layout.Run} cannot be used to start one",
        Detail = why,
        Next = "Check the folder's owner and free space, or choose another one with --root DIR",
        ExitCode = Problems.UnreachableExitCode,
    };

    private static Problem StartFailed(RootLayout layout, string why)
    {
        var said = LastLines(layout.ConsoleLog, 12);
        return new Problem
        {
            Title = "The daemon could not be started",
            Detail = said.Length == 0 ? why : $"{why} It said:\n{said}",
            Next = $"See {layout.Log}, or run it in the foreground: orch daemon{(layout.Root is null ? "" : $" --root {layout.Root}")}",
            ExitCode = Problems.UnreachableExitCode,
        };
    }

    private static string LastLines(string path, int count)
    {
        try
        {
            return string.Join('\n', File.ReadLines(path).TakeLast(count));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
