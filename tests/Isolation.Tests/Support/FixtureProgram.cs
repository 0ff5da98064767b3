using System.Diagnostics;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A program of Security/Fixtures, built by the machine's compiler.</summary>
internal static class FixtureProgram
{
    /// <summary>Null, or why it could not be built.</summary>
    public static async Task<string?> BuildAsync(string name, string program)
    {
        if (new[] { "/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang" }.FirstOrDefault(File.Exists) is not { } compiler)
            return $"no C compiler for {name}: apt-get install gcc libc6-dev";
        var source = Path.Combine(AppContext.BaseDirectory, "Security/Fixtures", name);
        using var build = Process.Start(compiler, ["-static", "-O1", "-o", program, source]);
        await build.WaitForExitAsync();
        return build.ExitCode == 0 ? null : $"{compiler} could not build {name} (static libc: apt-get install libc6-dev)";
    }
}
