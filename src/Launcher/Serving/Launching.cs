using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>Carries out a plan: clone, id maps, root, go. The rest of the launch happens in the child.</summary>
internal sealed unsafe class Launching(StateFile state, uint highFd)
{
    private const int PageBytes = 4096;
    private readonly ChildCloner _cloner = new(highFd);
    private readonly RootBuilder _roots = new(new UserNamespaces(), highFd);

    /// <summary>
    /// Copies the plan to memory of its own with room for argv and envp, and checks it. The caller keeps the
    /// descriptors when there is a problem.
    /// </summary>
    public static LaunchInProgress? Admit(byte* bytes, nint length, int[] descriptors, out PlanProblem problem)
    {
        problem = PlanProblem.TooShort;
        if (length < sizeof(PlanHeader) || length > PlanFormat.MaxBytes)
            return null;
        problem = PlanValidator.Check(bytes, (nuint)length, (uint)descriptors.Length);
        if (problem != PlanProblem.None)
            return null;
        var header = (PlanHeader*)bytes;
        var pointers = (nint)(header->ArgvCount + (long)header->EnvCount + 2) * sizeof(byte*);
        var start = (length + 7) & ~7;
        var size = start + pointers;
        var plan = (byte*)Must.Succeed("mmap", RawMemory.mmap(
            size, RawMemory.PROT_READ | RawMemory.PROT_WRITE, RawMemory.MAP_PRIVATE | RawMemory.MAP_ANONYMOUS));
        Buffer.MemoryCopy(bytes, plan, size, length);
        var page = (LaunchPage*)Must.Succeed("mmap", RawMemory.mmap(PageBytes, RawMemory.PROT_READ | RawMemory.PROT_WRITE,
            RawMemory.MAP_SHARED | RawMemory.MAP_ANONYMOUS | RawMemory.MAP_POPULATE));
        page->RootFd = -1;
        return new LaunchInProgress(plan, size, page, descriptors);
    }

    /// <summary>Null: the child runs and has been told to go on, or waits for its time offsets.</summary>
    public LauncherFailure? Start(ProcessEntry entry, LaunchInProgress launch, int targetPidfd, int timeLimitMs)
    {
        var view = launch.Plan;
        var header = view.Header;
        var ends = stackalloc int[2];
        var piped = RawFile.pipe2(ends, RawFile.O_CLOEXEC | RawFile.O_NONBLOCK);
        if (piped < 0)
            return Failed("prepare launch", Call.pipe2, piped);
        launch.StatusRead = ends[0];
        launch.Hold(ends[1]);
        if (targetPidfd >= 0)
        {
            // Long-lived descriptors are not copied into the child; this one it needs.
            var low = RawFile.fcntl(targetPidfd, RawFile.F_DUPFD_CLOEXEC, 3);
            if (low < 0)
                return Failed("prepare launch", Call.dup3, low);
            launch.Hold(low);
            targetPidfd = (int)low;
        }

        ChildContext child;
        fixed (int* slots = launch.Descriptors)
        {
            Fill(&child, launch, slots, ends[1], targetPidfd, timeLimitMs);
            var pidfd = -1;
            Failpoint.Hit("launcher.before-clone");
            var pid = _cloner.Clone(&child, targetPidfd, &pidfd);
            if (pid < 0)
                return Failed("clone the init", Call.clone3, pid);
            entry.Pid = (int)pid;
            entry.Pidfd = Raise(pidfd, highFd);
        }
        launch.Page->HostPid = entry.Pid;
        Failpoint.Hit("launcher.after-clone");
        // Later children get neither this plan, which may hold secrets, nor this page.
        RawMemory.madvise(launch.Page, PageBytes, RawMemory.MADV_DONTFORK);
        launch.WipeOnLaterForks();
        // Known to the next launcher before the child may go on: the attempt can never be started twice.
        entry.Record = state.Add(entry);

        var failure = Prepare(entry, launch);
        if (failure is not null)
        {
            launch.OwnFailure = failure;
            GiveWord(launch, LaunchPage.Abort);
            RawProcess.pidfd_send_signal(entry.Pidfd, RawProcess.SIGKILL);
            return null;
        }
        Failpoint.Hit("launcher.before-go");
        if (header->TimeOffsets == 0)
            GiveGo(launch);
        Failpoint.Hit("launcher.after-go");
        // After the word: reading /proc takes as long as some of the child's steps.
        entry.StartTicks = Maps.StartTicks(entry.Pid);
        state.Started(entry);
        return null;
    }

    /// <summary>The child's early phase is over: its new time namespace exists and may get its offsets.</summary>
    public static void EarlyDone(ProcessEntry entry, LaunchInProgress launch)
    {
        var header = launch.Plan.Header;
        if (launch.GoGiven || launch.OwnFailure is not null || header->TimeOffsets == 0)
            return;
        var result = Maps.Write(entry.Pid, "timens_offsets"u8, launch.Plan.Text(header->TimeOffsets));
        if (result >= 0)
        {
            GiveGo(launch);
            return;
        }
        launch.OwnFailure = Failed("set time offsets", Call.timens_offsets, result);
        GiveWord(launch, LaunchPage.Abort);
    }

    public static void ReleasePage(LaunchPage* page)
    {
        if (page is not null)
            RawMemory.munmap(page, PageBytes);
    }

    private void Fill(ChildContext* child, LaunchInProgress launch, int* slots, int status, int target, int timeLimitMs)
    {
        var header = launch.Plan.Header;
        var pointers = (byte**)((byte*)header + (((nint)header->TotalBytes + 7) & ~7));
        child->Plan = launch.Plan;
        child->Page = launch.Page;
        child->Slots = slots;
        child->Argv = pointers;
        child->Envp = pointers + header->ArgvCount + 1;
        Point(launch.Plan, header->ArgvOffset, header->ArgvCount, child->Argv);
        Point(launch.Plan, header->EnvOffset, header->EnvCount, child->Envp);
        child->Status = status;
        child->Target = target;
        child->FirstForeign = highFd;
        foreach (var fd in launch.Descriptors)
            child->FirstForeign = Math.Max(child->FirstForeign, (uint)fd + 1);
        child->FirstForeign = Math.Max(child->FirstForeign, (uint)Math.Max(status, target) + 1);
        child->WaitSeconds = (timeLimitMs / 1000) + 10;
        child->BaseFd = -1;
        child->AttributeFd = -1;
        child->TerminalFd = -1;
        child->NullFd = -1;
        child->EmptyFd = -1;
        child->ProcFd = -1;
    }

    private static void Point(PlanView plan, uint offset, uint count, byte** pointers)
    {
        var texts = (uint*)plan.Data(offset);
        for (var i = 0u; i < count; i++)
            pointers[i] = plan.Text(texts[i]);
        pointers[count] = null;
    }

    private LauncherFailure? Prepare(ProcessEntry entry, LaunchInProgress launch)
    {
        var view = launch.Plan;
        var header = view.Header;
        if (header->UidMap != 0)
        {
            var result = Maps.Write(entry.Pid, "gid_map"u8, view.Text(header->GidMap));
            if (result < 0)
                return Failed("write gid map", Call.gid_map, result);
            result = Maps.Write(entry.Pid, "uid_map"u8, view.Text(header->UidMap));
            if (result < 0)
                return Failed("write uid map", Call.uid_map, result);
        }
        if (header->OomScoreAdj != 0)
        {
            var result = SetOomScore(entry.Pid, header->OomScoreAdj);
            if (result < 0)
                return Failed("set oom_score_adj", Call.oom_score_adj, result);
        }
        return _roots.Build(launch, entry.Pid, entry.Pidfd);
    }

    private static nint SetOomScore(int pid, int value)
    {
        var text = stackalloc byte[16];
        System.Buffers.Text.Utf8Formatter.TryFormat(value, new Span<byte>(text, 15), out var length);
        text[length] = 0;
        return Maps.Write(pid, "oom_score_adj"u8, text);
    }

    private static void GiveGo(LaunchInProgress launch)
    {
        launch.GoGiven = true;
        GiveWord(launch, LaunchPage.Go);
    }

    private static void GiveWord(LaunchInProgress launch, int word)
    {
        Volatile.Write(ref launch.Page->Word, word);
        RawProcess.futex(&launch.Page->Word, RawProcess.FUTEX_WAKE, 1, null);
    }

    /// <summary>The same descriptor above those that children copy.</summary>
    public static int Raise(int fd, uint highFd)
    {
        var high = RawFile.fcntl(fd, RawFile.F_DUPFD_CLOEXEC, (nint)highFd);
        if (high < 0)
            return fd;
        RawFile.close(fd);
        return (int)high;
    }

    private static LauncherFailure Failed(string step, Call call, nint result) =>
        new(FailureReason.Step, step, call, (int)-result, 125, 0);
}
