using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>What the launcher holds between clone and the entered program; released as soon as it may be.</summary>
internal sealed unsafe class LaunchInProgress(byte* plan, nint planBytes, LaunchPage* page, int[] descriptors)
{
    private readonly List<int> _temporary = new(8);
    private readonly List<int> _mounts = new(2);

    public PlanView Plan { get; } = new(plan);

    public LaunchPage* Page => page;

    public int[] Descriptors => descriptors;

    public int StatusRead { get; set; } = -1;

    public ulong StatusToken { get; set; }

    public long DeadlineMs { get; set; }

    public bool TimedOut { get; set; }

    /// <summary>Plan and page are not to be touched any more.</summary>
    public bool Released { get; set; }

    public bool GoGiven { get; set; }

    /// <summary>A failure that the launcher itself met while preparing; the child was told to give up.</summary>
    public LauncherFailure? OwnFailure { get; set; }

    /// <summary>A descriptor that has to stay open until the child has its own table.</summary>
    public void Hold(nint fd) => _temporary.Add((int)fd);

    /// <summary>The same for a detached mount, which <see cref="Litter"/> closes.</summary>
    public void HoldMount(nint fd) => _mounts.Add((int)fd);

    public void CloseShared(Litter litter)
    {
        foreach (var fd in _mounts)
            litter.Add(fd);
        _mounts.Clear();
        foreach (var fd in _temporary)
            RawFile.close(fd);
        _temporary.Clear();
        foreach (var fd in descriptors)
            RawFile.close(fd);
        descriptors = [];
    }

    /// <summary>Children cloned from now on do not get this plan.</summary>
    public void WipeOnLaterForks() => RawMemory.madvise(plan, planBytes, RawMemory.MADV_DONTFORK);

    /// <summary>The plan holds the payload's environment: it is gone from this memory once the program runs.</summary>
    public void ReleasePlan()
    {
        if (planBytes == 0)
            return;
        RawMemory.munmap(plan, planBytes);
        planBytes = 0;
    }
}
