using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Tests;

public sealed class EntryTests
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("frobnicate", 2, "orch: 'frobnicate' is no orch command\n  help: orch --help\n")]
    [InlineData("run --rm", 2, "orch: an IMAGE is wanted, such as busybox\n  help: orch run --help\n")]
    [InlineData("run -it --detach-keys ctrl-pq busybox sh", 2, "orch: keys are written like ctrl-p,ctrl-q: characters or ctrl- and a letter, parted by commas, not 'ctrl-pq'\n  help: orch --help\n")]
    [InlineData("fleet freeze", 2, "orch: say whom it concerns: either --all or --selector K=V\n  help: orch fleet freeze --help\n")]
    [InlineData("daemon --with-containers", 2, "orch: --with-containers goes with --stop\n  help: orch daemon --help\n")]
    [InlineData("ps --host tcp://x", 2, "orch: --host wants unix:///PATH/TO/orch.sock, not 'tcp://x'\n  help: orch --help\n")]
    [InlineData("update c1", 2, "orch: nothing to change: give at least one limit, such as --memory 64M\n  help: orch update --help\n")]
    public async Task Run_WrongUse_OneErrorAndTwo(string line, int code, string error)
    {
        (await RunAsync(line.Split(' '))).ShouldBe(code);

        _error.ToString().ShouldBe(error);
        _out.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_NoDaemonAtHost_Three()
    {
        (await RunAsync("ps", "--host", "unix:///nosuch/orch.sock")).ShouldBe(3);

        _error.ToString().ShouldStartWith("orch: The daemon is not reachable at /nosuch/orch.sock\n  why:  ");
    }

    [Fact]
    public async Task Run_RootTooLongForASocket_Refused()
    {
        (await RunAsync("ps", "--root", "/" + new string('r', 120))).ShouldBe(2);

        _error.ToString().ShouldContain("107 bytes");
    }

    [Fact]
    public async Task Run_NoWords_Help()
    {
        (await RunAsync()).ShouldBe(0);

        foreach (var verb in AllVerbs.Table().All)
            _out.ToString().ShouldContain($"  {verb.Name} ");
    }

    [Fact]
    public async Task Run_HelpOfEachVerb_ShowsItsOptions()
    {
        foreach (var verb in AllVerbs.Table().All)
        {
            _out.GetStringBuilder().Clear();
            (await RunAsync([.. verb.Name.Split(' '), "--help"])).ShouldBe(0);
            _out.ToString().ShouldContain($"Usage: orch {verb.Name} [OPTIONS]");
        }
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_Shell_NamesEachVerb(string shell)
    {
        (await RunAsync("completion", shell)).ShouldBe(0);

        foreach (var verb in AllVerbs.Table().All)
            _out.ToString().ShouldContain(verb.Name.Split(' ')[^1]);
    }

    private Task<int> RunAsync(params string[] words) => Entry.RunAsync(
        words,
        AllVerbs.Table(),
        new Surroundings { Out = _out, Error = _error },
        new CancellationTokenSource());
}
