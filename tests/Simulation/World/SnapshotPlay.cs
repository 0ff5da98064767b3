namespace Orchestrator.Simulation.Tests.World;

/// <summary>The folder of a world's snapshots, in memory, and what can become of it while no daemon looks.</summary>
internal static class SnapshotPlay
{
    private static readonly string s_root = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"orch-simulation-{Environment.ProcessId}");

    private static int s_count;

    static SnapshotPlay() => AppDomain.CurrentDomain.ProcessExit += (_, _) => RemoveAll();

    public static string NewDirectory()
    {
        string path = Path.Combine(s_root, Interlocked.Increment(ref s_count).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(path);
        return path;
    }

    public static void RemoveAll()
    {
        if (Directory.Exists(s_root))
            Directory.Delete(s_root, recursive: true);
    }

    /// <summary>Missing, cut, changed, older than it was: none of it may change anything but time.</summary>
    public static void Spoil(SimWorld world)
    {
        if (world.SnapshotDirectory is not { } directory)
            return;
        string old = directory + ".old";
        switch (world.Dice.Next(6))
        {
            case 0:
                world.Story?.Add("the snapshot is deleted");
                Clear(directory);
                break;
            case 1:
                world.Story?.Add("the snapshot is kept aside");
                Copy(directory, old);
                break;
            case 2 when Directory.Exists(old):
                world.Story?.Add("an older snapshot is put back");
                Clear(directory);
                Copy(old, directory);
                break;
            case 3:
                foreach (string file in Directory.GetFiles(directory))
                {
                    byte[] bytes = File.ReadAllBytes(file);
                    if (bytes.Length == 0)
                        continue;
                    world.Story?.Add("a byte of the snapshot is changed");
                    bytes[world.Dice.Next(bytes.Length)] ^= 0x10;
                    File.WriteAllBytes(file, bytes);
                }
                break;
            case 4:
                foreach (string file in Directory.GetFiles(directory))
                {
                    byte[] bytes = File.ReadAllBytes(file);
                    world.Story?.Add("the snapshot is cut");
                    File.WriteAllBytes(file, bytes[..world.Dice.Next(bytes.Length + 1)]);
                }
                break;
            default:
                break;
        }
    }

    private static void Clear(string directory)
    {
        foreach (string file in Directory.GetFiles(directory))
            File.Delete(file);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}
