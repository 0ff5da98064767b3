using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>A process that only keeps its user namespace alive until the launcher has a descriptor of it.</summary>
internal static unsafe class ChildHolder
{
    private const int Pause = 34;

    public static void Run()
    {
        RawProcess.prctl(RawProcess.PR_SET_PDEATHSIG, RawProcess.SIGKILL);
        while (true)
            RawCall.Invoke(Pause);
    }
}
