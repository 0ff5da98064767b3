using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Rootless;

/// <summary>lxc-user-nic(1), the setuid program of LXC by which users without root get links to bridges.</summary>
internal static unsafe class UserNic
{
    private const int MostOutput = 4 << 10;

    private static readonly string[] Places =
    [
        "/usr/libexec/lxc/lxc-user-nic", "/usr/lib/x86_64-linux-gnu/lxc/lxc-user-nic", "/usr/lib/lxc/lxc-user-nic", "/usr/lib64/lxc/lxc-user-nic",
        "/usr/local/libexec/lxc/lxc-user-nic",
    ];

    /// <summary>Null: it is nowhere.</summary>
    public static string? Find() => Places.FirstOrDefault(File.Exists);

    /// <returns>Its exit code; what it says on stdout and stderr comes together.</returns>
    public static int Run(string program, IReadOnlyList<string> words, out string output)
    {
        output = "";
        using var argv = new StringVector([program, .. words]);
        using var envp = new StringVector(["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]);
        int* pipe = stackalloc int[2];
        if (RawFile.pipe2(pipe, RawFile.O_CLOEXEC) < 0)
            return 1;
        var pid = RawCall.Invoke(56, RawProcess.SIGCHLD); // clone(2)
        if (pid == 0)
        {
            RawFile.dup3(pipe[1], 1, 0);
            RawFile.dup3(pipe[1], 2, 0);
            ChildDaemon.Become(argv.Pointer[0], argv.Pointer, envp.Pointer);
        }
        RawFile.close(pipe[1]);
        if (pid > 0)
            output = Read(pipe[0]);
        RawFile.close(pipe[0]);
        return pid > 0 ? Children.Wait(pid) : 1;
    }

    private static string Read(int pipe)
    {
        var bytes = stackalloc byte[MostOutput];
        nint length = 0;
        while (length < MostOutput && RawFile.read(pipe, bytes + length, MostOutput - length) is var got && got != 0)
        {
            if (got > 0)
                length += got;
            else if (got != -Errno.EINTR)
                break;
        }
        return Encoding.UTF8.GetString(bytes, (int)length);
    }
}
