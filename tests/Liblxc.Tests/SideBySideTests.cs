using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>The same program on Debian's library and on ours.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public async Task Configuration_OfEveryKey_ReadsBackAsOnDebiansLibrary()
    {
        Assert.SkipUnless(File.Exists($"{CProgram.Debian}/liblxc.so.1"), "liblxc1 is not installed");
        using var scratch = new Scratch();
        var program = await CProgram.CompileAsync(scratch, "config-walk");
        var included = scratch.File("included.conf", "lxc.tty.max = 3\n");
        var loaded = scratch.File("loaded.conf", $"# a comment\nlxc.uts.name = inc\nother = thing\nlxc.include = {included}\nlxc.net.0.type = veth\n");
        var steps = ConfigurationSteps.All.Replace("LOADED", loaded).Replace("INCLUDED", included);
        var theirs = await WalkAsync(scratch, program, CProgram.Debian, steps);
        var ours = await WalkAsync(scratch, program, CProgram.Ours, steps);
        theirs.Length.ShouldBeGreaterThan(400);
        ours.ShouldBe(theirs);
    }

    [Theory]
    [InlineData("/usr/bin/python3", "walk.py", "/usr/lib/python3/dist-packages/lxc/__init__.py")]
    [InlineData("/usr/bin/lua5.2", "walk.lua", "/usr/share/lua/5.2/lxc.lua")]
    public async Task Binding_WalksTheApi_AsOnDebiansLibrary(string program, string script, string binding)
    {
        Assert.SkipUnless(File.Exists(program) && File.Exists(binding), $"{binding} is not installed");
        using var scratch = new Scratch();
        var path = scratch.Folder("lxc");
        var theirs = await CProgram.RunAsync(program, [CProgram.Source(script), path], CProgram.Debian);
        var ours = await CProgram.RunAsync(program, [CProgram.Source(script), path], CProgram.Ours, root: scratch.Folder("root"));
        theirs.ExitCode.ShouldBe(0, theirs.ToString());
        ours.ExitCode.ShouldBe(0, ours.ToString());
        ours.Output.Split('\n').ShouldBe(theirs.Output.Split('\n'));
    }

    private static async Task<string[]> WalkAsync(Scratch scratch, string program, string library, string steps)
    {
        var run = await CProgram.RunAsync(
            program, [scratch.Folder("lxc"), Path.Combine(scratch.Path, "saved")], library, steps, scratch.Folder("root"));
        run.ExitCode.ShouldBe(0, run.ToString());
        return run.Output.Split('\n');
    }
}
