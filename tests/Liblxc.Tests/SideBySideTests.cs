using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

/// <summary>The same program on Debian's library and on ours.</summary>
public sealed partial class SideBySideTests
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

    /// <summary>The whole life of a container as Debian's python3-lxc shows it in its own example, with a busybox for the image that it would load.</summary>
    [Fact]
    public async Task PythonLxc_OwnExample_RunsToItsEndAsOnDebiansLibrary()
    {
        const string example = "/usr/share/doc/python3-lxc/examples/api_test.py";
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces and mounts need root");
        Assert.SkipUnless(File.Exists(example), "python3-lxc is not installed, or its examples are left out");
        using var scratch = new Scratch();
        var root = scratch.Folder("root");
        var theirs = await CProgram.RunAsync(
            CProgram.Source("private"), [scratch.Folder("theirs"), "/usr/bin/python3", example], CProgram.Debian);
        theirs.ExitCode.ShouldBe(0, theirs.ToString());
        try
        {
            var ours = await CProgram.RunAsync(
                CProgram.Source("private"), [scratch.Folder("ours"), "/usr/bin/python3", example], CProgram.Ours, root: root);
            ours.ExitCode.ShouldBe(0, ours.ToString());
            Steps(ours.Output).ShouldBe(Steps(theirs.Output));
        }
        finally
        {
            await CProgram.RunAsync(Path.Combine(CProgram.Ours, "orch"), ["daemon", "--stop", "--with-containers"], root: root);
        }
    }

    /// <summary>What the example says itself, without the names that it made up.</summary>
    private static List<string> Steps(string output) =>
    [
        .. output.Split('\n').Where(line => line.Length > 0 && char.IsUpper(line[0])).Select(line => MadeUpName().Replace(line, "NAME")),
    ];

    [System.Text.RegularExpressions.GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial System.Text.RegularExpressions.Regex MadeUpName();

    private static async Task<string[]> WalkAsync(Scratch scratch, string program, string library, string steps)
    {
        var run = await CProgram.RunAsync(
            program, [scratch.Folder("lxc"), Path.Combine(scratch.Path, "saved")], library, steps, scratch.Folder("root"));
        run.ExitCode.ShouldBe(0, run.ToString());
        return run.Output.Split('\n');
    }
}
