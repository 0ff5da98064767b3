using System.Runtime.InteropServices;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// The one page that launcher and child share during a launch: it carries the go word down and the failure up. With
/// PID 1 above the payload it stays, for the payload's true wait status (PID 1 cannot end itself by a signal).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LaunchPage
{
    public const int Wait = 0, Go = 1, Abort = 2;
    public const int HookAsked = 0, HookDone = 1, HookFailed = 2;

    /// <summary>Futex word.</summary>
    public int Word;

    /// <summary>Descriptor of the prepared root in the table that both share until the child has its own.</summary>
    public int RootFd;

    /// <summary>Index of the op being carried out, or one of <see cref="Stage"/>.</summary>
    public int Stage;

    /// <summary>Failure: index of the op, the call in it, errno (0: no failure).</summary>
    public int FailedOp;
    public Call FailedCall;
    public int FailedErrno;

    /// <summary>By way of <see cref="ChildStone"/>: pid of the child or minus errno, and its pidfd.</summary>
    public int StoneResult;
    public int StonePidfd;

    /// <summary>The child's pid as the launcher sees it.</summary>
    public int HostPid;

    /// <summary>Index of the op whose hook the launcher is to run, and a futex word for its end.</summary>
    public int HookOp;
    public int HookWord;

    /// <summary>PID 1 only: 1 and the payload's siginfo once it has ended.</summary>
    public int PayloadEnded;
    public int PayloadCode;
    public int PayloadStatus;
}
