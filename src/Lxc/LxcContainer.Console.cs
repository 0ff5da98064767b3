using Orchestrator.Client;
using Orchestrator.Client.Execs;
using Orchestrator.Consoles;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Joins descriptors to a terminal of it until the escape character and q.</summary>
    /// <param name="ttyNumber">0: the console; -1: the first that nobody uses.</param>
    /// <param name="escape">1 for ctrl-a and so on; -1: nothing leaves it.</param>
    /// <returns>0, or a negative number.</returns>
    public int Console(int ttyNumber, int stdinFd, int stdoutFd, int stderrFd, int escape) => Guard(-1, () =>
    {
        using var session = new LxcConsoleSession(OpenConsole(), terminal: true, stdinFd, stdoutFd, escape is > 0 and < 32 ? (byte)escape : null);
        if (session.Attach(ttyNumber, fromStart: false) is { } refusal)
        {
            Fail(refusal);
            return -1;
        }
        session.Wait();
        return 0;
    });

    /// <summary>The master of a terminal, which nobody else reads or joins for as long as the returned descriptor is open.</summary>
    /// <param name="ttyNumber">0: the console; -1: the first that nobody uses; then which it is.</param>
    /// <param name="ptxFd">The master, which the caller closes.</param>
    /// <returns>The descriptor that keeps it, which the caller closes; negative: it was not given.</returns>
    public int ConsoleGetFd(ref int ttyNumber, out int ptxFd)
    {
        var (number, master) = (ttyNumber, -1);
        var kept = Guard(-1, () =>
        {
            var connection = OpenConsole();
            if (connection.Borrow(ref number, out var problem) is { } given)
            {
                master = given.Release();
                return connection.Release();
            }
            connection.Dispose();
            Fail(problem!);
            return -1;
        });
        (ttyNumber, ptxFd) = (number, master);
        return kept;
    }

    /// <summary>What the console's buffer holds.</summary>
    /// <param name="clear">It is emptied then.</param>
    /// <param name="read">It is given.</param>
    /// <param name="readMax">At most so many bytes, 0 for all; then how many there are.</param>
    /// <returns>0, or minus errno; -ENODATA when it is empty.</returns>
    public int ConsoleLog(bool clear, bool read, ref ulong readMax, out byte[]? data)
    {
        var most = readMax;
        var (result, bytes) = Guard((-Errno.EIO, (byte[]?)null), () =>
        {
            var log = read ? Ask(ConsoleMessage.ShowLog) : [];
            if (clear)
                Ask(ConsoleMessage.ClearLog);
            return !read ? (0, null)
                : log.Count == 0 ? (-Errno.ENODATA, null)
                : (0, (byte[]?)[.. most > 0 && (ulong)log.Count > most ? log.TakeLast((int)most) : log]);
        });
        readMax = (ulong)(bytes?.Length ?? 0);
        data = bytes;
        return result;
    }

    private List<byte> Ask(byte kind)
    {
        using var connection = OpenConsole();
        connection.Say(kind);
        var buffer = new byte[ConsoleMessage.Most];
        var all = new List<byte>();
        int got;
        while ((got = connection.Receive(buffer)) > 0 && buffer[0] == ConsoleMessage.Output)
            all.AddRange(buffer.AsSpan(1, got - 1));
        return got > 0 && buffer[0] == ConsoleMessage.Refused
            ? throw new IOException(System.Text.Encoding.UTF8.GetString(buffer, 1, got - 1))
            : all;
    }

    private ConsoleConnection OpenConsole()
    {
        if (Running() is not { } daemon)
            throw new IOException(ErrorString);
        var (console, problem) = ExecConnection.OpenConsole(daemon.Place.ExecSocket, EngineName);
        return console is null ? throw new ProblemException(problem!) : new ConsoleConnection(console);
    }
}
