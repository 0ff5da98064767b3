using Orchestrator.Liblxc.Functions;

namespace Orchestrator.Liblxc;

/// <summary>The file that this library was loaded from, beside which the daemon's program lies.</summary>
internal static unsafe class LibraryFile
{
    private static string? _place;
    private static int _named;

    public static string Place => _place ??= OfThisCode();

    /// <summary>A copy in memory has no file of its own and is told of which it is one.</summary>
    public static void IsCopyOf(string file) => _place = file;

    /// <summary>
    /// The program around us is not one of the engine's, so that no daemon lies beside it. This is the runtime's own
    /// environment; the program's is not touched.
    /// </summary>
    public static void NameDaemon()
    {
        if (Interlocked.Exchange(ref _named, 1) != 0 || Environment.GetEnvironmentVariable("ORCH_DAEMON") is { Length: > 0 })
            return;
        try
        {
            var file = File.ResolveLinkTarget(Place, returnFinalTarget: true)?.FullName ?? Place;
            var daemon = Path.Combine(Path.GetDirectoryName(file) ?? "/", "orchd");
            if (File.Exists(daemon))
                Environment.SetEnvironmentVariable("ORCH_DAEMON", daemon);
        }
        catch (IOException)
        {
            // Without a daemon's place nothing can be started, which is said then.
        }
    }

    // The mapping that holds this code (proc_pid_maps(5)).
    private static string OfThisCode()
    {
        var here = (ulong)(delegate* unmanaged<byte*>)&FreeFunctions.Version;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var range = fields[0].Split('-');
            if (fields.Length == 6 && Convert.ToUInt64(range[0], 16) <= here && here < Convert.ToUInt64(range[1], 16))
                return fields[5];
        }
        throw new FileNotFoundException("The library's own file is not among the mappings.");
    }
}
