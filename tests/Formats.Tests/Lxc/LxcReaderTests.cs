using Orchestrator.Formats.Lxc;

namespace Orchestrator.Formats.Tests.Lxc;

public sealed class LxcReaderTests
{
    [Fact]
    public void Read_BlanksQuotesAndComments_AreWhatLiblxcTakesThemFor()
    {
        var items = Read("  lxc.uts.name\t=  web  \n# lxc.uts.name = no\nlxd.thing\nlxc.init.cwd='/a b'\nlxc.init.cmd = \"x' # y\r\nlxc.tty.dir =\n").Items;

        items.Select(item => (item.Key, item.Value, item.Line)).ShouldBe(
        [
            ("lxc.uts.name", "web", 1), ("lxc.init.cwd", "/a b", 4), ("lxc.init.cmd", "\"x' # y", 5), ("lxc.tty.dir", "", 6),
        ]);
    }

    [Fact]
    public void Read_ALineWithoutEquals_IsNamedWithItsLine() =>
        Read("lxc.uts.name = a\nlxc.start.auto\n").Problems.Single().ToString()
            .ShouldBe("c:2: 'lxc.start.auto' sets nothing: write KEY = VALUE");

    [Theory]
    [InlineData("lxc.uts.nam = a", "c:1: 'lxc.uts.nam' is no key of LXC; did you mean lxc.uts.name?")]
    [InlineData("lxc.prlimits.nofile = 5", "c:1: 'lxc.prlimits.nofile' is no key of LXC")]
    [InlineData("lxc.net.0.typ = veth", "c:1: 'lxc.net.0.typ' is no key of LXC; did you mean lxc.net.N.type?")]
    [InlineData("lxc.utsname = a", "c:1: 'lxc.utsname' is a key from before LXC 2.1; it is called lxc.uts.name now (orch config translate rewrites the file, --legacy reads it as it is)")]
    [InlineData("lxc.pivotdir = a", "c:1: 'lxc.pivotdir' is a key from before LXC 2.1 and is gone; take the line away (orch config translate does)")]
    public void Read_AnUnknownKey_NamesTheNearestOne(string line, string expected) =>
        Read(line).Problems.Single().ToString().ShouldStartWith(expected);

    [Fact]
    public void Read_SeveralProblems_AreAllNamed() =>
        Read("lxc.start.auto = 2\nlxc.idmap = u 0 1\nlxc.signal.halt = SIGNO\nlxc.net.0.vlan.id = 5\nlxc.hook = x\n").Problems
            .Select(problem => problem.Line).ShouldBe([1, 2, 3, 4, 5]);

    [Fact]
    public void Read_AnInclude_TakesItsPlaceInTheOrder()
    {
        var files = new MemoryLxcFiles(new()
        {
            ["/i"] = "lxc.uts.name = two\nlxc.include = /d/\n",
            ["/d/a.conf"] = "lxc.uts.name = three\n",
            ["/d/b.conf"] = "lxc.uts.name = four\n",
        });

        var document = LxcReader.ReadText(files, "lxc.uts.name = one\nlxc.include = /i\nlxc.include = /none/\nlxc.uts.name = five\n", "c");

        document.Problems.ShouldBeEmpty();
        document.Items.Select(item => $"{item.Place} {item.Value}")
            .ShouldBe(["c:1 one", "/i:1 two", "/d/a.conf:1 three", "/d/b.conf:1 four", "c:4 five"]);
        document.Files.ShouldBe(["c", "/i", "/d/a.conf", "/d/b.conf"]);
    }

    [Fact]
    public void Read_IncludesThatGoRoundOrAreMissing_AreErrorsAndEnd()
    {
        var files = new MemoryLxcFiles(new() { ["/a"] = "lxc.include = /b\n", ["/b"] = "lxc.include = /a\nlxc.include = /c\n" });

        LxcReader.ReadText(files, "lxc.include = /a\n", "top").Problems.Select(problem => problem.ToString()).ShouldBe(
        [
            "/b:1: lxc.include goes round in a circle: top -> /a -> /b -> /a",
            "/b:2: lxc.include: /c cannot be read: it is not there",
        ]);
    }

    [Fact]
    public void Read_ManyFilesThatIncludeEachOther_EndsAtTheLimit()
    {
        // Each of 20 files includes all others: without a limit, 20! readings.
        var names = Enumerable.Range(0, 20).Select(n => $"/f{n}").ToList();
        var text = string.Concat(names.Select(name => $"lxc.include = {name}\n"));
        var files = new MemoryLxcFiles(names.ToDictionary(name => name, _ => text));

        var document = LxcReader.ReadText(files, text, "top");

        document.Files.Count.ShouldBeLessThanOrEqualTo(512);
        document.Problems.ShouldContain(problem => problem.Message.Contains("more than 512 files"));
    }

    [Fact]
    public void Read_MoreSettings_ComeLastAndAreWritten()
    {
        var document = LxcReader.ReadText(new MemoryLxcFiles(), "lxc.uts.name = a", "c", more: [("lxc.uts.name", "b"), ("lxc.cap.drop", "")]);

        LxcSettings.Of(document.Items).Value("lxc.uts.name").ShouldBe("b");
        document.Text.ShouldBe("lxc.uts.name = a\nlxc.uts.name = b\nlxc.cap.drop =\n");
    }

    private static LxcDocument Read(string text) => LxcReader.ReadText(new MemoryLxcFiles(), text, "c");
}
