using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Orchestrator.Benchmarks.Shared;

/// <summary>
/// What a benchmark started on a root of its own is ended when it is interrupted, too. The daemon may have got the same
/// signal and be gone while its containers run on: then another one finds them and ends them.
/// </summary>
internal sealed class CleanUp : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;
    private int _begun;

    public CleanUp(params string[] roots) => _signals =
    [
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM]).Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.Exchange(ref _begun, 1) != 0)
                return;
            Console.Error.WriteLine("bench: interrupted; ending what was started");
            foreach (var root in roots)
                End(root);
            Environment.Exit(128 + (signal == PosixSignal.SIGINT ? 2 : 15));
        })),
    ];

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private static void End(string root)
    {
        if (!Directory.Exists(root))
            return;
        Orch(root, "info");
        Orch(root, "daemon", "--stop", "--with-containers");
        Directory.Delete(root, recursive: true);
    }

    private static void Orch(string root, params string[] arguments)
    {
        var bin = Environment.GetEnvironmentVariable("ORCH_BIN")!;
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(bin, "orch"), ["--root", root, .. arguments]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }
}
