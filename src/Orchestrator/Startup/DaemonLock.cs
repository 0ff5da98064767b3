using System.Globalization;
using System.Text;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Daemon.Startup;

/// <summary>Keeps a second daemon off the same root (case V15); the kernel lets go of it whatever ends the holder.</summary>
internal static class DaemonLock
{
    public static FileStream Take(RootLayout layout)
    {
        FileStream? file = null;
        try
        {
            // FileShare.None is flock(2) on Linux.
            file = new FileStream(layout.DaemonLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            file.Flush();
            return file;
        }
        catch (IOException) when (file is null && File.Exists(layout.DaemonLock))
        {
            throw new StartException(
                $"another daemon{Holder(layout)} holds {layout.DaemonLock}. Use it, end it with "
                + $"'orch daemon --stop{(layout.Root is null ? "" : $" --root {layout.Root}")}', or choose another --root.", 125);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new StartException($"{layout.DaemonLock} cannot be written: {error.Message}", 125);
        }
    }

    // The lock keeps .NET from opening the file again, so the holder is looked up where the kernel lists locks.
    private static string Holder(RootLayout layout)
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/locks"))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 5 && fields[1] == "FLOCK" && int.TryParse(fields[4], out var pid)
                    && IsDaemonOf(pid, layout))
                    return $" (pid {pid})";
            }
        }
        catch (IOException)
        {
        }
        return "";
    }

    private static bool IsDaemonOf(int pid, RootLayout layout)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{pid}/fd")
                .Any(fd => new FileInfo(fd).LinkTarget == layout.DaemonLock);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
