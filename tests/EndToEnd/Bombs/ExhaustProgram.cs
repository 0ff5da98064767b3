using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>exhaust.c, built by the machine's compiler and bound into containers.</summary>
internal static class ExhaustProgram
{
    public static async Task<string> BuildAsync(OrchRoot root)
    {
        var program = Path.Combine(root.Folder, "exhaust");
        if (File.Exists(program))
            return program;
        var source = Path.Combine(Binaries.Top, "tests", "EndToEnd", "Bombs", "exhaust.c");
        (await root.Tool("/usr/bin/gcc", "-static", "-O1", "-o", program, source)).Ok();
        return program;
    }
}
