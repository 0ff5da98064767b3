using System.Globalization;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Formats.Lxc.Values;

namespace Orchestrator.Liblxc;

/// <summary>
/// The log of lxc_log_init: why calls failed, one line each in LXC's form. What was done is in the engine's own log. Each copy
/// of the library has its own, so that a child of fork(2) writes none until it asks for one.
/// </summary>
internal static class LibraryLog
{
    private const string SystemFolder = "/var/log/lxc";
    private const int Error = 5;

    private static readonly Lock Gate = new();
    private static FileStream? _file;
    private static string _prefix = "";
    private static bool _onStderr;
    private static bool _open;

    /// <returns>0, or -1: the file that was named cannot be written.</returns>
    public static int Open(string? name, string? lxcPath, string? file, string? level, string? prefix, bool quiet)
    {
        lock (Gate)
        {
            if (_open)
                return 0;
            if (LxcLogLevels.Number(level ?? "ERROR") is not { } from)
                return -1;
            var wanted = file is not null ? file == "none" ? null : file : name is null ? null : Default(name, lxcPath);
            if (wanted is not null && from <= Error)
            {
                _file = TryOpen(wanted);
                // Only a file that somebody named must be there.
                if (_file is null && file is not null)
                    return -1;
            }
            (_prefix, _onStderr, _open) = (prefix ?? "lxc", !quiet && from <= Error, true);
            return 0;
        }
    }

    public static void Close()
    {
        lock (Gate)
        {
            _file?.Dispose();
            (_file, _onStderr, _open) = (null, false, false);
        }
    }

    public static void Failed(string container, string why)
    {
        // Without the lock: who writes no log waits for nobody.
        if (!_open)
            return;
        lock (Gate)
        {
            var now = TimeProvider.System.GetUtcNow();
            var line = string.Create(CultureInfo.InvariantCulture, $"{_prefix} {container} {now:yyyyMMddHHmmss.fff} ERROR    liblxc - {why.ReplaceLineEndings(" ")}\n");
            try
            {
                _file?.Write(Encoding.UTF8.GetBytes(line));
                _file?.Flush();
            }
            catch (IOException)
            {
                // A log that is full must not fail the call that it is about.
            }
            if (_onStderr)
                Terminal.Write(2, Encoding.UTF8.GetBytes($"{_prefix}: {container}: {why}\n"));
        }
    }

    private static string Default(string name, string? lxcPath) =>
        lxcPath is null or "/var/lib/lxc" ? $"{SystemFolder}/{name}.log" : $"{lxcPath}/{name}/{name}.log";

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
