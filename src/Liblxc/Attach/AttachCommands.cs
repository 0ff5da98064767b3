using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;
using Orchestrator.Kernel.Raw;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Attach;

/// <summary>Functions that programs hand to attach, or call in their own function there: in the forked child, so all is raw.</summary>
internal static unsafe class AttachCommands
{
    private const int ENOENT = -2, ENOEXEC = -8, EACCES = -13;
    private const int NotExecutable = 126, NotFound = 127, Getuid = 102;

    [UnmanagedCallersOnly(EntryPoint = "lxc_attach_run_command")]
    public static int Command(void* payload)
    {
        var command = (lxc_attach_command_t*)payload;
        if (command is null || command->program is null || command->argv is null)
            return -1;
        return RawLibrary.ExecuteFromPath(command->program, command->argv) switch
        {
            EACCES or ENOEXEC => NotExecutable,
            ENOENT => NotFound,
            _ => -1,
        };
    }

    [UnmanagedCallersOnly(EntryPoint = "lxc_attach_run_shell")]
    public static int Shell(void* payload)
    {
        var shell = RawLibrary.LoginShell((uint)RawCall.Invoke(Getuid));
        var argv = stackalloc byte*[2];
        argv[1] = null;
        if (shell is not null && *shell != 0)
        {
            argv[0] = shell;
            RawLibrary.ExecuteFromPath(shell, argv);
        }
        fixed (byte* plain = "/bin/sh"u8)
        {
            argv[0] = plain;
            RawLibrary.ExecuteFromPath(plain, argv);
        }
        return -1;
    }
}
