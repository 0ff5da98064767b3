using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Rootless;

/// <summary>What is left of a start: whoever started the daemon sees this process as it.</summary>
internal static unsafe class Supervisor
{
    /// <summary>Blocked signals are passed on; the result is the daemon's, 128 and the number if a signal ended it.</summary>
    public static int Watch(nint daemon)
    {
        var all = ulong.MaxValue;
        RawProcess.siginfo_t signal, ended;
        while (true)
        {
            var number = RawProcess.rt_sigtimedwait(&all, &signal);
            if (number == RawProcess.SIGCHLD)
            {
                // One signal stands for all that ended meanwhile: with the daemon ends the program outside (OutsideProgram).
                do
                {
                    ended.si_pid = 0;
                    RawProcess.waitid(RawProcess.P_ALL, 0, &ended, RawProcess.WEXITED | RawProcess.WNOHANG, null);
                    if (ended.si_pid == daemon)
                        return ended.si_code == RawProcess.CLD_EXITED ? ended.si_status : 128 + ended.si_status;
                }
                while (ended.si_pid != 0);
            }
            else if (number > 0 && signal.si_code <= 0)
            {
                // Those from the kernel, e.g. by Ctrl-C, went to the whole group and have reached the daemon already.
                RawProcess.kill(daemon, (int)number);
            }
        }
    }
}
