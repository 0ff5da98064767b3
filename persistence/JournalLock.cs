using System.Globalization;

namespace Orchestrator.Persistence;

/// <summary>
/// One daemon per journal: an flock(2) that ends with its process; a file beside it names the process. Never deleted, or a third
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
        // Not into the locked file: .NET takes a shared lock on whatever it opens for reading.
        File.WriteAllText(path + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return new JournalLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path + ".pid"), out int pid) ? $" (pid {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
