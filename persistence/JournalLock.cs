using System.Globalization;

namespace Orchestrator.Persistence;

/// <summary>
/// One daemon per journal: an flock(2) that ends with its process, on a file that names it. Never deleted, or a third
/// daemon could lock a new file of that name while the second one waits for the old.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    public static JournalLock Take(string path)
    {
        FileStream file;
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix; the descriptor is close-on-exec.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw new JournalUnavailableException(
                $"Another daemon{Owner(path)} works on {Path.GetDirectoryName(path)}. "
                + "Use that one, stop it first (orch daemon --stop), or choose another --root.",
                e);
        }
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return new JournalLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            return int.TryParse(reader.ReadLine(), out int pid) ? $" (pid {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
