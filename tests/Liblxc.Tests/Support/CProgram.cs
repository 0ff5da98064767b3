using System.Diagnostics;

namespace Orchestrator.Liblxc.Tests.Support;

/// <summary>A program of this project's folder Programs, compiled against Debian's header, run on our library or on Debian's.</summary>
internal static class CProgram
{
    public const string Debian = "/usr/lib/x86_64-linux-gnu";

    // Generous: the machine may be slow and loaded, and valgrind is slower still.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Where the published library lies.</summary>
    public static string Ours
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("ORCH_BIN") ?? Path.Combine(Top(), "artifacts", "orch");
            Assert.SkipUnless(File.Exists(Path.Combine(folder, "liblxc.so.1")), "liblxc.so.1 is not published: ./orch version");
            return folder;
        }
    }

    public static async Task<string> CompileAsync(Scratch scratch, string name, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/include/lxc/lxccontainer.h"), "lxc-dev is not installed");
        var program = Path.Combine(scratch.Path, name);
        var source = Source(name + ".c");
        (await RunAsync("gcc", ["-Wall", "-Wextra", "-g", .. options, "-o", program, source, "-llxc", "-lpthread"])).ExitCode.ShouldBe(0);
        return program;
    }

    /// <param name="library">The folder whose liblxc.so.1 is loaded.</param>
    public static async Task<Finished> RunAsync(
        string program, IReadOnlyList<string> arguments, string? library = null, string input = "", string? root = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        if (library is not null)
            start.Environment["LD_LIBRARY_PATH"] = library;
        if (root is not null)
        {
            start.Environment["ORCH_ROOT"] = root;
            start.Environment["ORCH_DAEMON"] = Path.Combine(Ours, "orchd");
        }
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        return new Finished(process.ExitCode, await output, await errors);
    }

    public static string Source(string name) => Path.Combine(Top(), "tests", "Liblxc.Tests", "Programs", name);

    private static string Top()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Orchestrator.sln")))
                return folder;
        }
        throw new DirectoryNotFoundException("Orchestrator.sln is in no folder above the tests");
    }
}
