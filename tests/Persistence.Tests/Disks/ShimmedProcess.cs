using System.Diagnostics;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>
/// Runs explicit tests of this program in a process of their own, in which disk-shim.c stands between SQLite and the
/// file system.
/// </summary>
internal sealed class ShimmedProcess : IDisposable
{
    private const string Variable = "ORCH_SHIM_FOLDER";

    public ShimmedProcess() => Folder = Directory.CreateTempSubdirectory("orch-disk-").FullName;

    public string Folder { get; }

    /// <summary>The folder whose files are watched, in the process under the shim.</summary>
    public static string Watched =>
        Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException("Started by hand, not by its test.");

    public List<DiskOp> Log => DiskLog.Read(Path.Combine(Folder, "shim.log"));

    public async Task RunAsync(string method)
    {
        string shim = Path.Combine(Folder, "disk-shim.so");
        string source = Path.Combine(AppContext.BaseDirectory, "Disks", "disk-shim.c");
        await CallAsync("/usr/bin/cc", ["-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], []);
        await CallAsync(
            Environment.ProcessPath!, ["-noColor", "-noLogo", "-explicit", "only", "-method", method],
            new() { ["LD_PRELOAD"] = shim, [Variable] = Folder });
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static async Task CallAsync(string program, IEnumerable<string> words, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        process.ExitCode.ShouldBe(0, $"{program}:\n{await output}{await error}");
        if (environment.Count > 0)
            (await output).ShouldContain("Total: ");
    }
}
