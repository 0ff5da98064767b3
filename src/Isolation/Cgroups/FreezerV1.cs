using System.Diagnostics;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// freezer.state of v1. It moves from FREEZING to FROZEN only when somebody reads it, and signals nothing, so it has to
/// be asked again and again (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst).
/// </summary>
internal sealed class FreezerV1(DirectoryHandle parent, TimeProvider time) : IFreezer
{
    public int Request(string group, bool frozen) =>
        parent.TryWrite(In(group, "freezer.state"), frozen ? "FROZEN"u8 : "THAWED"u8);

    public async Task<bool?> WaitAsync(string group, bool frozen, TimeSpan limit, CancellationToken cancel)
    {
        var wanted = frozen ? "FROZEN" : "THAWED";
        var began = Stopwatch.GetTimestamp();
        var pause = 1;
        while (true)
        {
            var state = State(group);
            if (state is null)
                return null;
            // A thawed group below a frozen parent is shown as FROZEN; its own wish is what counts.
            if (state == wanted || (!frozen && !IsRequested(group)))
                return true;
            if (Stopwatch.GetElapsedTime(began) >= limit)
                return false;
            // A task that was forked meanwhile is caught by asking for the state again (as runc does).
            if (frozen && pause > 8)
                Request(group, frozen);
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancel).ConfigureAwait(false);
            pause = Math.Min(pause * 2, 50);
        }
    }

    public bool IsRequested(string group) =>
        parent.TryReadText(In(group, "freezer.self_freezing"), out _, limit: 16)?.TrimEnd() == "1";

    // Reading it is what moves it on.
    public bool IsFrozen(string group) => State(group) == "FROZEN";

    public IReadOnlyList<int> Processes(string group) => ProcessList.Read(parent, group);

    private string? State(string group) => parent.TryReadText(In(group, "freezer.state"), out _, limit: 32)?.TrimEnd();

    private static string In(string group, string file) => group.Length == 0 ? file : $"{group}/{file}";
}
