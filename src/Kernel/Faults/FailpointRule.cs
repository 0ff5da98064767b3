using Orchestrator.Kernel.Headers;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Kernel.Faults;

/// <summary>What happens at one place.</summary>
/// <param name="argument">Milliseconds of a delay, errno of an error.</param>
/// <param name="only">The one hit at which it happens, counted from 1; 0 at every hit.</param>
internal sealed class FailpointRule(string name, FailpointAction action, int argument, int only)
{
    private int _hits;

    public string Name => name;

    public FailpointAction Action => action;

    public int Argument => argument;

    public int Only => only;

    public int Hit()
    {
        if (Interlocked.Increment(ref _hits) != only && only != 0)
            return 0;
        switch (action)
        {
            case FailpointAction.Kill:
                // Not the raw call, which only programs compiled ahead of time have: the daemon is none.
                _ = SysPidfd.kill(Environment.ProcessId, RawProcess.SIGKILL);
                break;
            case FailpointAction.Error:
                return argument;
            case FailpointAction.Delay:
                Wait(argument);
                break;
            default:
                while (true)
                    Wait(-1);
        }
        return 0;
    }

    // poll(2) on nothing: the launcher has no other clock, and a wait that a signal cuts short may end early.
    private static unsafe void Wait(int milliseconds) => _ = Poll.poll(null, 0, milliseconds);
}
