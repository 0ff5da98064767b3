using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class StateFunctions
{
    [UnmanagedCallersOnly]
    public static byte IsDefined(lxc_container* c) => ForkedChild.Takes(c) ? c->is_defined(c) : Border.Bool(c, static x => x.IsDefined);

    [UnmanagedCallersOnly]
    public static byte* State(lxc_container* c) =>
        ForkedChild.Takes(c) ? c->state(c) : Text.Constant(Border.Call(c, null, static x => x.State));

    [UnmanagedCallersOnly]
    public static byte IsRunning(lxc_container* c) => ForkedChild.Takes(c) ? c->is_running(c) : Border.Bool(c, static x => x.IsRunning);

    [UnmanagedCallersOnly]
    public static byte Freeze(lxc_container* c) => ForkedChild.Takes(c) ? c->freeze(c) : Border.Bool(c, static x => x.Freeze());

    [UnmanagedCallersOnly]
    public static byte Unfreeze(lxc_container* c) => ForkedChild.Takes(c) ? c->unfreeze(c) : Border.Bool(c, static x => x.Unfreeze());

    [UnmanagedCallersOnly]
    public static int InitPid(lxc_container* c) => ForkedChild.Takes(c) ? c->init_pid(c) : Border.Number(c, static x => x.InitPid);

    [UnmanagedCallersOnly]
    public static int InitPidFd(lxc_container* c) => ForkedChild.Takes(c) ? c->init_pidfd(c) : Border.Number(c, static x => x.InitPidFd());

    [UnmanagedCallersOnly]
    public static byte Wait(lxc_container* c, byte* states, int timeout)
    {
        if (ForkedChild.Takes(c))
            return c->wait(c, states, timeout);
        return Text.Of(states) is { } wanted ? Border.Bool(c, x => x.Wait(wanted, timeout)) : (byte)0;
    }

    [UnmanagedCallersOnly]
    public static byte MayControl(lxc_container* c) => ForkedChild.Takes(c) ? c->may_control(c) : Border.Bool(c, static x => x.MayControl);

    [UnmanagedCallersOnly]
    public static byte SetTimeout(lxc_container* c, int seconds)
    {
        if (ForkedChild.Takes(c))
            return c->set_timeout(c, seconds);
        var done = Border.Bool(c, x => x.SetTimeout(seconds));
        if (done != 0)
            c->rcv_timeout = seconds;
        return done;
    }
}
