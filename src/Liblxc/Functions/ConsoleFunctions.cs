using System.Runtime.InteropServices;
using Orchestrator.Liblxc.Native;

namespace Orchestrator.Liblxc.Functions;

internal static unsafe class ConsoleFunctions
{
    private const int EINVAL = 22;

    [UnmanagedCallersOnly]
    public static int GetFd(lxc_container* c, int* ttyNumber, int* ptxFd)
    {
        if (ForkedChild.Takes(c))
            return c->console_getfd(c, ttyNumber, ptxFd);
        if (ttyNumber is null || ptxFd is null)
            return -EINVAL;
        var (number, descriptor) = (*ttyNumber, -1);
        var result = Border.Number(c, x => x.ConsoleGetFd(ref number, out descriptor));
        if (result >= 0)
            (*ttyNumber, *ptxFd) = (number, descriptor);
        return result;
    }

    [UnmanagedCallersOnly]
    public static int Join(lxc_container* c, int ttyNumber, int input, int output, int error, int escape) => ForkedChild.Takes(c)
        ? c->console(c, ttyNumber, input, output, error, escape)
        : Border.Number(c, x => x.Console(ttyNumber, input, output, error, escape));

    /// <summary>The bytes are for the caller to free; they are no C text, a NUL stands behind them all the same.</summary>
    [UnmanagedCallersOnly]
    public static int Log(lxc_container* c, lxc_console_log* log)
    {
        if (ForkedChild.Takes(c))
            return c->console_log(c, log);
        if (log is null)
            return -EINVAL;
        var (clear, read) = (log->clear != 0, log->read != 0);
        var most = log->read_max is null ? 0 : *log->read_max;
        byte[]? bytes = null;
        var result = Border.Number(c, x => x.ConsoleLog(clear, read, ref most, out bytes));
        if (result < 0 || !read)
            return result;
        bytes ??= [];
        log->data = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(log->data, bytes.Length));
        log->data[bytes.Length] = 0;
        if (log->read_max is not null)
            *log->read_max = (ulong)bytes.Length;
        return result;
    }
}
