using System.Runtime.InteropServices;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>Numbers the descriptors of a plan; the same handle gets one slot.</summary>
internal sealed class SlotTable
{
    private readonly List<SafeHandle> _handles = new(12);

    public IReadOnlyList<SafeHandle> Handles => _handles;

    /// <summary>-1 for none.</summary>
    public int Add(SafeHandle? handle)
    {
        if (handle is null)
            return -1;
        var known = _handles.IndexOf(handle);
        if (known >= 0)
            return known;
        _handles.Add(handle);
        return _handles.Count - 1;
    }

    public void Finish(ref PlanHeader header)
    {
        if (_handles.Count > PlanFormat.MaxSlots)
            throw new ArgumentException($"A launch can carry at most {PlanFormat.MaxSlots} descriptors; these mounts need {_handles.Count}.");
        header.SlotCount = (uint)_handles.Count;
    }
}
