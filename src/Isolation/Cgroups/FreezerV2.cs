using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

internal sealed class FreezerV2(DirectoryHandle parent) : IFreezer
{
    public int Request(string group, bool frozen) =>
        parent.TryWrite(In(group, "cgroup.freeze"), frozen ? "1"u8 : "0"u8);

    public async Task<bool?> WaitAsync(string group, bool frozen, TimeSpan limit, CancellationToken cancel)
    {
        // Thawing needs no confirmation by tasks; and a group below a frozen parent stays frozen whatever it asks.
        if (!frozen)
            return parent.StatusOf(In(group, "cgroup.freeze")) is null ? null : true;
        return await EventsFile.WaitAsync(parent, group, "frozen", 1, limit, cancel).ConfigureAwait(false);
    }

    public bool IsRequested(string group) =>
        parent.TryReadText(In(group, "cgroup.freeze"), out _, limit: 16)?.TrimEnd() == "1";

    public bool IsFrozen(string group) =>
        parent.TryReadText(EventsFile.Path(group), out _, limit: 256)?.Split('\n').Contains("frozen 1") == true;

    public IReadOnlyList<int> Processes(string group) => ProcessList.Read(parent, group);

    private static string In(string group, string file) => group.Length == 0 ? file : $"{group}/{file}";
}
