using Orchestrator.Liblxc.Tests.Support;

namespace Orchestrator.Liblxc.Tests;

public sealed class WholeApiTests
{
    [Fact]
    public async Task EveryFunction_WithSenseNullAndShortBuffers_OnSixteenThreadsAndAfterForks_Answers()
    {
        using var scratch = new Scratch();
        var program = await CProgram.CompileAsync(scratch, "whole-api");
        var run = await CProgram.RunAsync(program, [scratch.Folder("lxc")], CProgram.Ours, root: scratch.Folder("root"));
        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe("all is well\n");
    }

    /// <summary>Each text that the library gave out was freed by the program, and nothing else is lost or touched after it was freed.</summary>
    [Fact]
    public async Task EveryFunction_UnderValgrind_LosesNothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/valgrind"), "valgrind is not installed");
        using var scratch = new Scratch();
        var program = await CProgram.CompileAsync(scratch, "whole-api");
        // Alone: valgrind cannot read the symbols that lie beside the library.
        var library = scratch.Folder("library");
        File.Copy(Path.Combine(CProgram.Ours, "liblxc.so.1"), Path.Combine(library, "liblxc.so.1"));
        var run = await CProgram.RunAsync(
            "valgrind", ["--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite", "--error-exitcode=9", program, scratch.Folder("lxc"), "checked"],
            library, root: scratch.Folder("root"));
        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe("all is well\n");
    }

    /// <summary>
    /// Nothing is written or read where it may not be, neither by the program nor in what it gives and gets. Losses are valgrind's
    /// matter: the sanitizer does not look into the runtime's heap, and takes all that only that holds for lost.
    /// </summary>
    [Fact]
    public async Task EveryFunction_UnderTheAddressSanitizer_KeepsToItsMemory()
    {
        using var scratch = new Scratch();
        var program = await CProgram.CompileAsync(scratch, "whole-api", "-fsanitize=address");
        var run = await CProgram.RunAsync(
            "env", ["ASAN_OPTIONS=detect_leaks=0", program, scratch.Folder("lxc"), "checked"], CProgram.Ours, root: scratch.Folder("root"));
        run.ExitCode.ShouldBe(0, run.ToString());
        run.Output.ShouldBe("all is well\n");
    }

    [Fact]
    public async Task Container_StartedEnteredFrozenAndStopped_RunsTheProgramsOwnFunctionInside()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces and mounts need root");
        using var scratch = new Scratch();
        var rootfs = Busybox.Root(scratch, "rootfs");
        var root = scratch.Folder("root");
        var program = await CProgram.CompileAsync(scratch, "running");
        try
        {
            var run = await CProgram.RunAsync(program, [scratch.Folder("lxc"), rootfs], CProgram.Ours, root: root);
            run.ExitCode.ShouldBe(0, run.ToString());
            run.Output.ShouldEndWith("all is well\n");
        }
        finally
        {
            await CProgram.RunAsync(Path.Combine(CProgram.Ours, "orch"), ["daemon", "--stop", "--with-containers"], root: root);
        }
    }

    /// <summary>The linker's view: programs ask for this name, and 7.0's own commands for these symbols.</summary>
    [Fact]
    public async Task Library_HasTheNameAndTheSymbolsOfTheInterface()
    {
        var library = Path.Combine(CProgram.Ours, "liblxc.so.1");
        (await CProgram.RunAsync("readelf", ["-d", library])).Output.ShouldContain("Library soname: [liblxc.so.1]");
        var symbols = (await CProgram.RunAsync("nm", ["-D", "--defined-only", library])).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1].Split('@')[0]).ToHashSet();
        string[] wanted =
        [
            "lxc_container_new", "lxc_container_get", "lxc_container_put", "lxc_get_wait_states", "lxc_get_global_config_item", "lxc_get_version",
            "list_defined_containers", "list_active_containers", "list_all_containers", "lxc_log_init", "lxc_log_close",
            "lxc_config_item_is_supported", "lxc_has_api_extension", "lxc_attach_run_command", "lxc_attach_run_shell",
        ];
        wanted.Where(name => !symbols.Contains(name)).ShouldBeEmpty();
    }
}
