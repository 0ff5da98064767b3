using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Inits;

/// <summary>A Debian system with systemd, made once for a checkout.</summary>
internal static class DebianRoot
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    public static async Task<string> GetAsync(OrchRoot root)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: mmdebstrap makes device nodes and owners");
        var top = Binaries.Top;
        var made = await root.ToolWith([], Limit, Path.Combine(top, "build", "debian-root"), Path.Combine(top, "artifacts", "debian-root"));
        Assert.SkipUnless(made.ExitCode == 0, $"no Debian system to boot: {made.Error}");
        if (!Inside.IsMachine)
            return made.Lines[^1];
        // The machine's root is an overlay, which the kernel does not map ids of (mount_setattr(2)).
        var copy = Path.Combine(root.Folder, "debian");
        if (!Directory.Exists(copy))
            (await root.ToolWith([], Limit, "/bin/cp", "-a", made.Lines[^1], copy)).Ok();
        return copy;
    }
}
