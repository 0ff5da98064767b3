using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Attach;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class AttachFunctions
{
    /// <summary>0 and the child's pid, for which the caller waits; -1 when it could not be done.</summary>
    [UnmanagedCallersOnly]
    public static int Attach(lxc_container* c, delegate* unmanaged<void*, int> function, void* payload, lxc_attach_options_t* options, int* pid)
    {
        if (ForkedChild.Takes(c))
            return c->attach(c, function, payload, options, pid);
        return function is null || pid is null ? -1 : Run(c, function, payload, options, pid);
    }

    /// <summary>The wait status of the command, or -1.</summary>
    [UnmanagedCallersOnly]
    public static int RunWait(lxc_container* c, lxc_attach_options_t* options, byte* program, byte** argv)
    {
        if (ForkedChild.Takes(c))
            return c->attach_run_wait(c, options, program, argv);
        return RunWait(c, options, program, argv, static () => { });
    }

    [UnmanagedCallersOnly]
    public static int RunWaitList(lxc_container* c, lxc_attach_options_t* options, byte* program, byte* a, byte* b, byte* d, byte* onStack)
    {
        var words = Variadic.Words([(nint)a, (nint)b, (nint)d], &onStack);
        var argv = Text.NewArray(words);
        if (ForkedChild.Takes(c))
        {
            var result = c->attach_run_wait(c, options, program, argv);
            Text.FreeArray(argv);
            return result;
        }
        return RunWait(c, options, program, argv, () => Text.FreeArray(argv));
    }

    private static int RunWait(lxc_container* c, lxc_attach_options_t* options, byte* program, byte** argv, Action after)
    {
        lxc_attach_command_t command;
        command.program = program;
        command.argv = argv;
        var pid = -1;
        var attached = program is null || argv is null ? -1 : Run(c, &AttachCommands.Command, &command, options, &pid);
        after();
        return attached < 0 ? -1 : Attacher.WaitStatus(pid);
    }

    private static int Run(lxc_container* c, delegate* unmanaged<void*, int> function, void* payload, lxc_attach_options_t* options, int* pid)
    {
        var usual = lxc_attach_options_t.Default;
        var (call, data, chosen, place) = ((nint)function, (nint)payload, (nint)(options is null ? &usual : options), (nint)pid);
        var result = Border.Number(c, x => Attacher.Attach(
            x.InitPid, (delegate* unmanaged<void*, int>)call, (void*)data, (lxc_attach_options_t*)chosen, (int*)place));
        return result < 0 ? -1 : 0;
    }
}
