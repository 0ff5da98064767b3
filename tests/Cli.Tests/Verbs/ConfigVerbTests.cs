using Orchestrator.Cli.Verbs;

namespace Orchestrator.Cli.Tests.Verbs;

public sealed class ConfigVerbTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orch-config-").FullName;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private string FilePath => Path.Combine(_root, "etc", "orch.yaml");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Set_AKey_IsWrittenAndShownAndHintsAtTheRestart()
    {
        (await RunAsync("config", "set", "batch.maxConcurrency", "9")).ShouldBe(0);

        _error.ToString().ShouldBe($"orch: takes effect with the next start of the daemon; end it with: orch daemon --stop --root {_root}\n");
        (await File.ReadAllTextAsync(FilePath)).ShouldBe("batch:\n  maxConcurrency: 9\n");
        (await RunAsync("config", "show")).ShouldBe(0);
        _out.ToString().ShouldContain("  maxConcurrency: 9 ");
    }

    [Fact]
    public async Task Set_AConnection_IsASecret()
    {
        (await RunAsync("config", "set", "log.level", "debug")).ShouldBe(0);
        File.GetUnixFileMode(FilePath).HasFlag(UnixFileMode.OtherRead).ShouldBeTrue();

        (await RunAsync(new StringReader("Host=db;Password=hush\n"), "config", "set", "journal.connection", "-")).ShouldBe(0);

        (await File.ReadAllTextAsync(FilePath)).ShouldContain("connection: 'Host=db;Password=hush'\n");
        File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await RunAsync("config", "show")).ShouldBe(0);
        _out.ToString().ShouldContain("  connection: (set) ");
        _out.ToString().ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("journal.stroe sqlite", "orch: there is no key 'journal.stroe'; did you mean journal.store?\n")]
    [InlineData("journal.store oracle", "orch: journal.store:2:10: 'store' must be sqlite or postgres, not 'oracle'\norch: nothing was changed\n")]
    [InlineData("batch.maxConcurrency many", "orch: batch.maxConcurrency:2:19: 'maxConcurrency' must be a whole number, not 'many'\norch: nothing was changed\n")]
    public async Task Set_Wrong_LeavesTheFile(string words, string error)
    {
        (await RunAsync(["config", "set", .. words.Split(' ')])).ShouldBe(2);

        _error.ToString().ShouldStartWith(error);
        File.Exists(FilePath).ShouldBeFalse();
    }

    [Fact]
    public async Task Set_InAWrongFile_NamesItsLineAndLeavesIt()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, "log: [\n");

        (await RunAsync("config", "set", "log.level", "debug")).ShouldBe(2);

        _error.ToString().ShouldContain(FilePath + ":");
        (await File.ReadAllTextAsync(FilePath)).ShouldBe("log: [\n");
    }

    [Fact]
    public async Task Unset_AKey_GivesItsDefault()
    {
        await RunAsync("config", "set", "batch.maxConcurrency", "9");

        (await RunAsync("config", "unset", "batch.maxConcurrency")).ShouldBe(0);

        (await RunAsync("config", "show")).ShouldBe(0);
        _out.ToString().ShouldContain("  maxConcurrency: 1000 ");
    }

    [Fact]
    public async Task Show_OfPostgresWithoutConnection_SaysWhatToDo()
    {
        await RunAsync("config", "set", "journal.store", "postgres");

        (await RunAsync("config", "show")).ShouldBe(2);

        _error.ToString().ShouldContain("journal.connection is not set. Set it: orch config set journal.connection");
    }

    private Task<int> RunAsync(params string[] words) => RunAsync(TextReader.Null, words);

    private Task<int> RunAsync(TextReader input, params string[] words) => Entry.RunAsync(
        [.. words, "--root", _root],
        AllVerbs.Table(),
        new Surroundings { In = new Lazy<TextReader>(input), Out = _out, Error = _error },
        new CancellationTokenSource());
}
